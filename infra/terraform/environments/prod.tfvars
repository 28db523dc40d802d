environment = "prod"
account_id  = "222222222222"
region      = "eu-central-1"
peer_region = "eu-west-1"
domain      = "shop.example.com"

network = {
  cidr               = "10.30.0.0/16"
  availability_zones = ["eu-central-1a", "eu-central-1b", "eu-central-1c"]
  nat_gateways       = "per_zone"
  interface_endpoints = [ # what orders, images, logs and secrets pass by; the rest goes through NAT
    "ecr.api", "ecr.dkr", "kinesis-streams", "logs", "secretsmanager", "sns", "sqs", "sts", "xray",
  ]
}

peer_deployed = true # `mercato deploy` says false until the standby stands
storage       = { access_log_days = 365 }
dmarc         = { policy = "reject" }

cluster = {
  kubernetes_version = "1.36"
  support_type       = "EXTENDED" # an upgrade on a day of ours, not of AWS's
  nodes = {
    instance_types  = ["m7i.large", "m7a.large"]
    release_version = "1.36.4-20261003"
    minimum         = 2
    maximum         = 6
  }
  addon_versions = {
    vpc-cni            = "v1.22.4-eksbuild.3"
    kube-proxy         = "v1.36.0-eksbuild.25"
    coredns            = "v1.14.3-eksbuild.23"
    aws-ebs-csi-driver = "v1.66.0-eksbuild.1"
    metrics-server     = "v0.9.0-eksbuild.11"
  }
}

database = {
  global                = true
  backup_retention_days = 35
  insights              = { mode = "advanced", retention_days = 465 }
  size                  = { instances = 2, instance_class = "db.r8g.xlarge" }
}
tables = {
  contributor_insights = true
  limits               = { carts = { read = 8000, write = 4000 } }
}
cache = { node_type = "cache.r7g.large", nodes = 2 }
search = {
  size = { instance_type = "r7g.large.search", instances = 3, zones = 3, volume_gib = 50, dedicated_master_type = "m7g.medium.search" }
}
backup = {
  taken        = true
  lock         = { min_retention_days = 7, max_retention_days = 400 } # governance: not for ever
  restore_test = { schedule = "cron(0 10 ? * SUN *)", window_days = 30, hours = 4 }
}
lake = {
  first_day            = "2026-01-01"
  scan_limit_gigabytes = 500
  workers              = { type = "G.1X", number = 5 }
}
identity = { threat_protection = true }

runbooks_url = "https://runbooks.shop.example.com/"
observability = {
  paging = true
  subscribers = {
    page   = [{ protocol = "https", endpoint = "https://oncall.shop.example.com/cloudwatch" }]
    ticket = [{ protocol = "email", endpoint = "operations@shop.example.com" }]
  }
  thresholds = {
    aurora-connections = 2700       # of about 3,400 that 32 GiB allow
    aurora-memory      = 2147483648 # 2 of 32 GiB
  }
}

# An account has 1,000 copies of functions at once. A rush on the pages may take 300 of them, not those of the mails.
functions = { reserved_concurrency = { "bff.api_handler" = 300 } }
api_throttling = {
  bff           = { rate = 2000, burst = 2000 }
  notifications = { rate = 200, burst = 200 }
  backoffice    = { rate = 50, burst = 100 }
}
queue_consumers = { maximum_concurrency = 20 }
