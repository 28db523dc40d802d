# What is watched at the edge. CloudFront, its web ACL and Route 53 tell their metrics in us-east-1 alone, and an
# alarm tells only topics of its own region.

locals {
  metrics_region  = "us-east-1"
  alarms_file     = yamldecode(file("${path.module}/../../alarms.yaml"))
  slo_file        = yamldecode(file("${path.module}/../../slo.yaml"))
  dashboards_file = yamldecode(file("${path.module}/../../dashboards.yaml"))

  global_slos = { for name, slo in local.slo_file.slos : name => slo if slo.scope == "global" }

  # Kind -> name -> dimensions.
  targets = {
    distribution  = { "" = { DistributionId = module.cdn.distribution_id, Region = "Global" } }
    web_acl       = { "" = { WebACL = module.web_acl.name } }
    health_checks = { for region, id in module.dns.region_health_check_ids : region => { HealthCheckId = id } }
    certificates  = { "" = { CertificateArn = module.certificate.arn } }
  }

  # Nobody gets up for development.
  alarm_actions = var.observability.paging ? module.alarm_topics.actions : {
    page = module.alarm_topics.actions["ticket"], ticket = module.alarm_topics.actions["ticket"]
  }
}

module "alarm_topics" {
  source = "../modules/alarm_topics"

  name        = "${local.name}-edge"
  region      = local.metrics_region
  account_id  = var.account_id
  subscribers = var.observability.subscribers
}

module "alarms" {
  source = "../modules/alarms"

  name         = local.name
  region       = local.metrics_region
  namespace    = "Mercato/${var.environment}"
  alarms       = { for name, alarm in local.alarms_file.alarms : name => alarm if try(alarm.scope, "region") == "global" }
  targets      = local.targets
  actions      = local.alarm_actions
  runbooks_url = var.runbooks_url
}

module "burn_rates" {
  source = "../modules/burn_rates"

  namespace    = "Mercato/${var.environment}"
  queue_prefix = "${local.name}-"
  slos         = local.global_slos
  burn_rates   = local.slo_file.burn_rates
  low_traffic  = local.slo_file.low_traffic
  targets      = { distribution = local.targets.distribution[""] }
}

module "slo_alarms" {
  source   = "../modules/slo_alarms"
  for_each = var.observability.slo_alarms ? { this = true } : {}

  name         = local.name
  region       = local.metrics_region
  slos         = local.global_slos
  indicators   = module.burn_rates.indicators
  alarms       = module.burn_rates.alarms
  pairs        = module.burn_rates.pairs
  actions      = local.alarm_actions
  runbooks_url = var.runbooks_url
}

module "dashboards" {
  source = "../modules/dashboards"

  name       = local.name
  region     = local.metrics_region
  namespace  = "Mercato/${var.environment}"
  dashboards = { for name, dashboard in local.dashboards_file.dashboards : name => merge(dashboard, { promises = true }) if try(dashboard.scope, "region") == "global" }
  targets    = local.targets
  promises   = local.global_slos
  indicators = module.burn_rates.indicators
  alarm_arns = flatten([
    for alarms in module.slo_alarms : [for name, arn in alarms.alarm_arns : arn if endswith(name, "-page")]
  ])
}
