module "dns" {
  source = "../modules/dns"

  name         = local.name
  zone_id      = data.aws_route53_zone.public.zone_id
  domain       = var.domain
  regions      = local.regions
  distribution = { domain_name = module.cdn.domain_name, hosted_zone_id = module.cdn.hosted_zone_id }

  origins = {
    origin = {
      primary = local.load_balancers[var.region]
      standby = one([for _ in values(local.standbys) : local.load_balancers[var.peer_region]])
    }
    api-origin = {
      primary = local.apis[var.region]
      standby = one([for _ in values(local.standbys) : local.apis[var.peer_region]])
    }
  }
  switch_health_check_ids = var.standby == null ? {} : module.region_switch["standby"].health_check_ids

  # The front page's data: a function, the internal load balancer, the catalog and its database answer together.
  deep_checks = {
    for region, entry in module.region_entry : region => { host = entry.host, path = "/api/pages/home" }
  }
  runbook_url     = "${var.runbooks_url}region-failover.md"
  alarm_topic_arn = local.alarm_actions["page"][0]

  dnssec        = var.dns.dnssec
  query_logging = var.dns.query_logging ? { key_arn = aws_kms_key.logs.arn, retention_days = var.log_retention_days } : null
}

module "region_entry" {
  source   = "../modules/region_entry"
  for_each = local.places

  host     = "api-${each.key}.${var.domain}"
  region   = each.key
  zone_id  = data.aws_route53_zone.public.zone_id
  rest_api = { id = each.value.rest_api_ids["bff"] }
}

locals {
  load_balancers = {
    for region, place in local.places :
    region => { domain_name = place.load_balancers.public.dns_name, zone_id = place.load_balancers.public.zone_id }
  }
  apis = {
    for region, place in local.places :
    region => { domain_name = place.api_origin.regional_domain_name, zone_id = place.api_origin.regional_zone_id }
  }
}
