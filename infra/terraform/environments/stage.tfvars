environment = "stage"
account_id  = "111111111111"
region      = "eu-central-1"
domain      = "stage.shop.example.com"

network = {
  cidr               = "10.20.0.0/16"
  availability_zones = ["eu-central-1a", "eu-central-1b", "eu-central-1c"]
  nat_gateways       = "single"
}

storage   = { access_log_days = 30 }
streaming = { shards = 1 }

cluster = {
  kubernetes_version  = "1.36"
  deletion_protection = false
  public_access_cidrs = ["203.0.113.0/24"] # the office and the VPN
  nodes = {
    instance_types  = ["m7i.large", "m7a.large"]
    release_version = "1.36.4-20261003"
    minimum         = 1
    maximum         = 4
  }
  addon_versions = {
    vpc-cni            = "v1.22.4-eksbuild.3"
    kube-proxy         = "v1.36.0-eksbuild.25"
    coredns            = "v1.14.3-eksbuild.23"
    aws-ebs-csi-driver = "v1.66.0-eksbuild.1"
    metrics-server     = "v0.9.0-eksbuild.11"
  }
}

load_balancers = { deletion_protection = false }

data_protected = false

database = {
  global                = true # upgrades are rehearsed as production does them
  backup_retention_days = 7
  size                  = { instances = 2, serverless = { min_capacity = 0.5, max_capacity = 4 } }
}
tables = {
  recovery_days = 7
  default_limit = { read = 500, write = 250 }
}
cache  = { node_type = "cache.t4g.small", nodes = 2 }
search = { size = { instance_type = "t3.medium.search", instances = 2, zones = 2, volume_gib = 20 } }
backup = {
  taken = true
  rules = { daily = { schedule = "cron(0 5 * * ? *)", days = 7 } }
}
secrets = { recovery_window_days = 7 }
lake = {
  first_day            = "2026-01-01"
  database_prefix      = "stage_"
  scan_limit_gigabytes = 10
  workers              = { execution_class = "FLEX" }
}
identity = { deletion_protection = false }

runbooks_url = "https://runbooks.shop.example.com/"
observability = {
  subscribers    = { ticket = [{ protocol = "email", endpoint = "operations@shop.example.com" }] }
  skipped_alarms = ["opensearch-yellow", "service-without-spare"] # one node, and few pods
  thresholds     = { aurora-connections = 300, aurora-memory = 268435456, opensearch-storage = 2048 }
}

functions = { reserved_concurrency = { "bff.api_handler" = 50 } }
api_throttling = {
  bff           = { rate = 300, burst = 300 }
  notifications = { rate = 50, burst = 50 }
  backoffice    = { rate = 20, burst = 40 }
}
