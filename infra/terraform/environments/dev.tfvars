environment = "dev"
account_id  = "111111111111"
region      = "eu-central-1"
domain      = "dev.shop.example.com"

network = {
  cidr               = "10.10.0.0/16"
  availability_zones = ["eu-central-1a", "eu-central-1b"]
  nat_gateways       = "single"
}

storage   = { force_destroy = true, access_log_days = 14 }
streaming = { shards = 1 }

cluster = {
  kubernetes_version  = "1.36"
  deletion_protection = false
  public_access_cidrs = ["203.0.113.0/24"] # the office and the VPN
  nodes = {
    instance_types  = ["t3.large", "t3a.large"]
    release_version = "1.36.4-20261003"
    minimum         = 1
    maximum         = 3
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
  global                = false # so that it may pause
  backup_retention_days = 1
  size                  = { instances = 1, serverless = { min_capacity = 0, max_capacity = 2 } }
}
tables = {
  recovery_days = 1
  default_limit = { read = 200, write = 100 }
}
cache   = { node_type = "cache.t4g.micro", nodes = 1, snapshot_days = 0 }
search  = { size = { instance_type = "t3.small.search", instances = 1, zones = 1, volume_gib = 10 } }
backup  = { taken = false }
secrets = { rotated = false, recovery_window_days = 0 }
lake = {
  first_day            = "2026-01-01"
  database_prefix      = "dev_"
  scan_limit_gigabytes = 10
  workers              = { execution_class = "FLEX" }
}
identity = { deletion_protection = false }

runbooks_url = "https://runbooks.shop.example.com/"
observability = {
  slo_alarms        = false
  skipped_alarms    = ["opensearch-yellow", "service-without-spare", "cluster-metrics-silent"] # one of each, at times none
  thresholds        = { aurora-connections = 150, aurora-memory = 134217728, opensearch-storage = 1024 }
  trace_sample_rate = 1
}
