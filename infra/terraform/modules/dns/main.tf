# The names of a shop: its own, and those behind which CloudFront finds whichever region is active.

locals {
  places = merge([
    for label, places in var.origins : {
      for role in places.standby == null ? ["primary"] : ["primary", "standby"] : "${label}/${role}" => {
        label  = label
        role   = role
        region = var.regions[role]
        target = places[role]
        alone  = places.standby == null
      }
    }
  ]...)
}

resource "aws_route53_record" "shop" {
  for_each = toset(["A", "AAAA"])

  zone_id = var.zone_id
  name    = var.domain
  type    = each.key

  alias {
    name                   = var.distribution.domain_name
    zone_id                = var.distribution.hosted_zone_id
    evaluate_target_health = false # a distribution has no health to ask for
  }
}

# Where there is a standby, only the region switch plan moves these, after it has promoted the database there.
# `evaluate_target_health` would move them by itself, to a region that cannot take an order yet.
resource "aws_route53_record" "origin" {
  for_each = local.places

  zone_id         = var.zone_id
  name            = "${each.value.label}.${var.domain}"
  type            = "A"
  set_identifier  = each.value.alone ? null : each.value.region
  health_check_id = each.value.alone ? null : var.switch_health_check_ids[each.value.label][each.value.region]

  dynamic "failover_routing_policy" {
    for_each = each.value.alone ? [] : [each.value.role == "primary" ? "PRIMARY" : "SECONDARY"]
    content {
      type = failover_routing_policy.value
    }
  }

  alias {
    name                   = each.value.target.domain_name
    zone_id                = each.value.target.zone_id
    evaluate_target_health = false
  }
}

resource "aws_route53_record" "certificate_authorities" {
  zone_id = var.zone_id
  name    = var.domain
  type    = "CAA"
  ttl     = 3600
  records = flatten([for authority in var.certificate_authorities : ["0 issue \"${authority}\"", "0 issuewild \"${authority}\""]])
}
