# What stands before the regions of dev (../global).
environment = "dev"
account_id  = "111111111111"
region      = "eu-central-1"
domain      = "dev.shop.example.com"

log_retention_days = 7

runbooks_url  = "https://runbooks.shop.example.com/"
observability = { slo_alarms = false }
