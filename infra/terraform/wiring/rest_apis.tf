# The stages of the REST APIs that Chalice deployed, and the one host name before them.

locals {
  api_domain = "api-origin.${var.domain}"
}

# Chalice made the stages. They are taken over once; later runs find them in the state.
import {
  for_each = var.adopt_stages ? var.rest_api_ids : {}
  to       = module.rest_api[each.key].aws_api_gateway_stage.this
  id       = "${each.value}/api"
}

module "rest_api" {
  source   = "../modules/rest_api"
  for_each = var.rest_api_ids

  name               = local.functions["${each.key}.api_handler"].function_name
  rest_api_id        = each.value
  throttling         = var.api_throttling[each.key]
  web_acl_arn        = var.web_acl_arn
  logs_key_arn       = var.key_arns["logs"]
  log_retention_days = var.log_retention_days
}

module "api_domain" {
  source = "../modules/api_domain"

  domain_name     = local.api_domain
  certificate_arn = module.api_certificate.arn
  rest_apis = {
    for app, id in var.rest_api_ids : app => { id = id, stage_name = module.rest_api[app].stage_name }
  }
}

module "api_certificate" {
  source = "../modules/certificate"

  domain_name               = local.api_domain
  zone_id                   = data.aws_route53_zone.public.zone_id
  manage_validation_records = local.is_primary # the same records prove the same name in every region
}

data "aws_route53_zone" "public" {
  name = var.domain
}
