environment = "prod"
account_id  = "222222222222"
region      = "eu-central-1"
peer_region = "eu-west-1"
domain      = "shop.example.com"

network = {
  cidr               = "10.30.0.0/16"
  availability_zones = ["eu-central-1a", "eu-central-1b", "eu-central-1c"]
  nat_gateways       = "per_zone"
  interface_endpoints = [
    "ecr.api", "ecr.dkr", "kinesis-streams", "kms", "logs", "monitoring", "secretsmanager", "sns", "sqs", "sts", "xray",
  ]
}

peer_deployed = true # false for the very first apply: the standby's buckets have to be there
storage       = { access_log_days = 365 }
dmarc         = { policy = "reject" }
