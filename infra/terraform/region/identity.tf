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
