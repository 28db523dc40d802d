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
