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
