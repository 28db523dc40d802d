# Before the load balancer and the REST APIs: what did not come through CloudFront stays out. What may be asked how
# often is counted at the edge (../global), where clients' addresses are known.

module "web_acl" {
  source = "../modules/web_acl"

  name                = "${local.name}-origin"
  scope               = "REGIONAL"
  managed_rule_groups = [{ name = "AWSManagedRulesKnownBadInputsRuleSet" }]
  required_header = {
    name   = "x-origin-verify"
    values = values(data.aws_secretsmanager_secret_version.origin_verify)[*].secret_string
  }
  # What ../global checks this region's health by, from three other regions.
  open_paths         = [{ path = "/api/pages/home", requests = 1000 }]
  associations       = { public_load_balancer = module.public_load_balancer.arn }
  log_key_arn        = local.key_arns["logs"]
  log_retention_days = var.log_retention_days
}
