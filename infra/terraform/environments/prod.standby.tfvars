environment = "prod"
role        = "standby"
account_id  = "222222222222"
region      = "eu-west-1"
peer_region = "eu-central-1"
domain      = "shop.example.com"

network = {
  cidr               = "10.40.0.0/16"
  availability_zones = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
  nat_gateways       = "per_zone" # the standby must carry all of it when it is needed
  interface_endpoints = [
    "ecr.api", "ecr.dkr", "kinesis-streams", "kms", "logs", "monitoring", "secretsmanager", "sns", "sqs", "sts", "xray",
  ]
}

peer_deployed = true
storage       = { access_log_days = 365 }
