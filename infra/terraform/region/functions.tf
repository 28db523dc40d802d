# What the Lambda functions run as, log to and are reached from. Chalice deploys them with what is told at the end.

locals {
  functions = module.function_names.functions # by <application>.<handler>

  # Only what calls services is in the network: an interface costs a start nothing any more, but all that leaves it
  # goes through NAT or an endpoint. The others speak to AWS alone.
  functions_in_vpc = toset([
    "bff.api_handler",
    "backoffice.api_handler",
    "notifications.api_handler",
    "notifications.on_order_events",
    "notifications.on_payment_events",
  ])

  function_statements = {
    for key, each in local.functions : key => local.access.functions[each.app][each.handler]
  }
}

module "function_names" {
  source = "../modules/function_names"

  topology    = local.topology
  environment = var.environment
  role        = var.role
}

module "function_access" {
  source   = "../modules/access_policy"
  for_each = local.function_statements

  statements = each.value
  arns       = local.access_arns
}

module "functions" {
  source = "../modules/functions"

  name       = local.name
  account_id = var.account_id
  region     = var.region
  functions = {
    for key, each in local.functions : key => merge(each, {
      in_vpc     = contains(local.functions_in_vpc, key)
      has_access = length(local.function_statements[key]) > 0
    })
  }
  policies           = { for key, each in module.function_access : key => each.json }
  vpc_id             = module.network.vpc_id
  logs_key_arn       = local.key_arns["logs"]
  log_retention_days = var.log_retention_days

  permissions_boundary_arn = local.permissions_boundary
}
