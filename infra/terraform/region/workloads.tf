# What the services' pods may ask of AWS: a role for each, bound to its ServiceAccount in this region's cluster.

module "workload_roles" {
  source = "../modules/workload_roles"

  name                 = local.name
  region               = var.region
  services             = local.access.services
  arns                 = local.access_arns
  oidc_provider_arn    = module.cluster.oidc_provider_arn
  oidc_issuer          = module.cluster.oidc_issuer
  permissions_boundary = local.permissions_boundary
}
