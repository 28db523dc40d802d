# Both ways to the services: from CloudFront, and from the functions inside the network.

locals {
  services        = toset(keys(local.topology.services))
  service_routes  = [for route in local.topology.routes : { service = route.service, path = route.path } if can(route.service)]
  internal_domain = "internal.${var.domain}"
}

module "public_load_balancer" {
  source = "../modules/load_balancer"

  name                     = "${local.name}-public"
  internal                 = false
  vpc_id                   = module.network.vpc_id
  subnet_ids               = module.network.public_subnet_ids
  callers                  = { cloudfront = { prefix_list_id = data.aws_ec2_managed_prefix_list.cloudfront.id } }
  certificate_arn          = module.origin_certificate.arn
  services                 = toset(local.service_routes[*].service)
  routes                   = local.service_routes
  origin_header            = "x-origin-verify"
  origin_secrets           = values(data.aws_secretsmanager_secret_version.origin_verify)[*].secret_string
  target_security_group_id = module.cluster.node_security_group_id
  access_logs_bucket       = module.access_logs.id
  deletion_protection      = var.load_balancers.deletion_protection
}

module "internal_load_balancer" {
  source = "../modules/load_balancer"

  name                     = "${local.name}-internal"
  internal                 = true
  vpc_id                   = module.network.vpc_id
  subnet_ids               = module.network.public_subnet_ids # no pod stands there: who comes from there is a load balancer
  callers                  = { functions = { security_group_id = module.functions.security_group_id } }
  certificate_arn          = module.internal_certificate.arn
  services                 = local.services
  routes                   = [for service in local.services : { service = service, host = "${service}.${local.internal_domain}" }]
  target_security_group_id = module.cluster.node_security_group_id
  access_logs_bucket       = module.access_logs.id
  deletion_protection      = var.load_balancers.deletion_protection
}

module "internal_zone" {
  source = "../modules/private_zone"

  name   = local.internal_domain
  vpc_id = module.network.vpc_id
  names  = local.services
  target = {
    dns_name = module.internal_load_balancer.dns_name
    zone_id  = module.internal_load_balancer.zone_id
  }
}

# Both regions show the same names, whose proofs ACM wants under the same records: they are the primary's.

module "origin_certificate" {
  source = "../modules/certificate"

  domain_name               = "origin.${var.domain}"
  zone_id                   = data.aws_route53_zone.public.zone_id
  manage_validation_records = local.is_primary
}

module "internal_certificate" {
  source = "../modules/certificate"

  domain_name               = "*.${local.internal_domain}"
  zone_id                   = data.aws_route53_zone.public.zone_id
  manage_validation_records = local.is_primary
}

# Where CloudFront's requests come from. AWS keeps the list.
data "aws_ec2_managed_prefix_list" "cloudfront" {
  name = "com.amazonaws.global.cloudfront.origin-facing"
}

# What the edge says to be known by. While it is being changed, the value before is taken too.
data "aws_secretsmanager_secret_version" "origin_verify" {
  for_each = toset(var.load_balancers.accept_previous_origin_secret ? ["AWSCURRENT", "AWSPREVIOUS"] : ["AWSCURRENT"])

  secret_id     = module.secrets.arns["origin-verify"] # told once the secret has its value
  version_stage = each.key
}
