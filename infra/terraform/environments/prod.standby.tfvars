environment = "prod"
role        = "standby"
account_id  = "222222222222"
region      = "eu-west-1"
peer_region = "eu-central-1"
domain      = "shop.example.com"

network = {
  cidr               = "10.40.0.0/16"
  availability_zones = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
  nat_gateways       = "per_zone" # it must carry all of production when it is needed
  # No interface endpoints: 250 $ a month for hardly any traffic. NAT carries that, also after a failover.
}

peer_deployed = true
storage       = { access_log_days = 365 }

cluster = {
  kubernetes_version = "1.36"
  support_type       = "EXTENDED"
  nodes = {
    instance_types  = ["m7i.large", "m7a.large"]
    release_version = "1.36.4-20261003"
    minimum         = 1
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
  size                  = { instances = 1, instance_class = "db.r8g.xlarge" } # the class must carry the load alone
}
tables = { contributor_insights = true }
cache  = { node_type = "cache.r7g.large", nodes = 1 }
search = { size = { instance_type = "r7g.large.search", instances = 2, zones = 2, volume_gib = 50 } }
backup = {
  taken = false # true once this region has taken over
  lock  = { min_retention_days = 7, max_retention_days = 400 }
}
lake = {
  first_day            = "2026-01-01"
  scan_limit_gigabytes = 500
  workers              = { type = "G.1X", number = 5 }
}
identity = { threat_protection = true }

runbooks_url = "https://runbooks.shop.example.com/"
observability = { # `serving = true` once this region has taken over
  paging = true
  subscribers = {
    page   = [{ protocol = "https", endpoint = "https://oncall.shop.example.com/cloudwatch" }]
    ticket = [{ protocol = "email", endpoint = "operations@shop.example.com" }]
  }
  thresholds = { aurora-connections = 2700, aurora-memory = 2147483648 }
}

# An account has 1,000 copies of functions at once. A rush on the pages may take 300 of them, not those of the mails.
functions = { reserved_concurrency = { "bff.api_handler" = 300 } }
api_throttling = {
  bff           = { rate = 2000, burst = 2000 }
  notifications = { rate = 200, burst = 200 }
  backoffice    = { rate = 50, burst = 100 }
}
queue_consumers = { maximum_concurrency = 20 }
