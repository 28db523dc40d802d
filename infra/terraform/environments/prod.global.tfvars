# What stands before the regions of prod (../global). `standby` comes from the deploy command, once it stands.
environment = "prod"
account_id  = "222222222222"
region      = "eu-central-1"
peer_region = "eu-west-1"
domain      = "shop.example.com"

edge = {
  price_class      = "PriceClass_All"
  origin_shield    = true
  account_takeover = true
}
dns = {
  query_logging = true
  dnssec        = false # when the parent zone's owner is ready for the DS record
}
log_retention_days = 90

runbooks_url = "https://runbooks.shop.example.com/"
observability = {
  paging = true
  subscribers = {
    page   = [{ protocol = "https", endpoint = "https://oncall.shop.example.com/cloudwatch" }]
    ticket = [{ protocol = "email", endpoint = "operations@shop.example.com" }]
  }
}
