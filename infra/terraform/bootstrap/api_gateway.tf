# REST APIs come from Chalice and their stages from ../wiring, but what they log with is the account's.

module "api_gateway_account" {
  source = "../modules/api_gateway_account"

  name    = local.name
  regions = toset(var.running_regions)
}
