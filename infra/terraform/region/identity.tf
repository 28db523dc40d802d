# Who signs in. A pool lives in one region: the standby has one of its own.

module "identity" {
  source = "../modules/identity"

  name      = local.name
  user_pool = local.topology.user_pool
  # Their names are known before they exist, but Cognito refuses sign-ins while a trigger does not answer.
  trigger_arns = {
    for trigger, each in local.topology.user_pool.triggers :
    trigger => "arn:aws:lambda:${var.region}:${var.account_id}:function:${local.functions["${each.function}.${each.handler}"].function_name}"
    if var.functions_deployed
  }
  email = {
    identity_arn      = module.email.identity_arn
    sender            = module.email.sender
    configuration_set = module.email.configuration_set
  }
  deletion_protection = var.identity.deletion_protection
  threat_protection   = var.identity.threat_protection
  logs_key_arn        = local.key_arns["logs"]
  log_retention_days  = var.log_retention_days
}

# Whoever knows the client's id can ask Cognito directly, past the edge and its limits. They are counted there; our
# functions are not, as everybody's sign-ins come from their addresses.
module "identity_web_acl" {
  source = "../modules/web_acl"

  name                = "${local.name}-identity"
  scope               = "REGIONAL"
  managed_rule_groups = [{ name = "AWSManagedRulesKnownBadInputsRuleSet" }, { name = "AWSManagedRulesAmazonIpReputationList" }]
  rate_limits         = [{ path = "/*", requests = 100 }]
  uncounted_addresses = [for address in module.network.nat_public_ips : "${address}/32"]
  associations        = { user_pool = module.identity.user_pool_arn }
  log_key_arn         = local.key_arns["logs"]
  log_retention_days  = var.log_retention_days
}
