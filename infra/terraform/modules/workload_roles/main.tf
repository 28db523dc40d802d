# A role for each service, which its pods take on by the ServiceAccount of the same name and nobody else can.

module "access" {
  source   = "../access_policy"
  for_each = var.services

  statements = each.value
  arns       = var.arns
}

module "role" {
  source   = "../irsa_role"
  for_each = var.services

  name                 = "${var.name}-${each.key}-${var.region}"
  description          = "What the pods of ${each.key} may ask of AWS; infra/access.yaml lists it."
  oidc_provider_arn    = var.oidc_provider_arn
  oidc_issuer          = var.oidc_issuer
  namespace            = var.namespace
  service_account      = each.key
  policies             = { access = module.access[each.key].json }
  permissions_boundary = var.permissions_boundary
}
