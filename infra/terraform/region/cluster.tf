module "cluster" {
  source = "../modules/cluster"

  name                       = local.name
  region                     = var.region
  kubernetes_version         = var.cluster.kubernetes_version
  support_type               = var.cluster.support_type
  deletion_protection        = var.cluster.deletion_protection
  vpc_id                     = module.network.vpc_id
  vpc_cidr                   = module.network.vpc_cidr
  private_subnet_ids_by_zone = module.network.private_subnet_ids_by_zone
  public_access_cidrs        = var.cluster.public_access_cidrs
  cluster_key_arn            = local.key_arns["cluster"]
  logs_key_arn               = local.key_arns["logs"]
  log_retention_days         = var.log_retention_days
  nodes                      = var.cluster.nodes
  addon_versions             = var.cluster.addon_versions
  permissions_boundary       = local.permissions_boundary
  tags                       = local.tags

  # The pipeline brings Argo CD into the cluster, and tells it what Terraform made; people are named per environment.
  administrators = merge(
    { pipeline = "arn:aws:iam::${var.account_id}:role/mercato-pipeline-deploy-${var.environment}" },
    var.cluster.administrators,
  )
  viewers = var.cluster.viewers
}

module "addon_roles" {
  source = "../modules/addon_roles"

  name                 = module.cluster.name
  region               = var.region
  account_id           = var.account_id
  oidc_provider_arn    = module.cluster.oidc_provider_arn
  oidc_issuer          = module.cluster.oidc_issuer
  zone_id              = data.aws_route53_zone.public.zone_id
  secrets_key_arn      = local.key_arns["secrets"]
  log_group_names      = [module.service_logs.log_group_names["services"]]
  permissions_boundary = local.permissions_boundary

  target_group_arns = concat(
    values(module.public_load_balancer.target_group_arns),
    values(module.internal_load_balancer.target_group_arns),
  )

  # The shop, what CloudFront asks, what is only known inside, and the proofs of certificates.
  protected_names = [var.domain, "www.${var.domain}", "origin.${var.domain}", "api-origin.${var.domain}", "*internal.${var.domain}", "_*"]

  # All but what is between the edge and the load balancer, and what only functions read.
  secret_names = ["aurora-master", "database/*", "guest-session", "redis", "service-token", "stripe"]

  # Workers of services scale by their queues; functions by themselves.
  queue_arns = [
    for name, queue in local.topology.queues : local.arn.queues[name] if contains(keys(local.topology.services), queue.consumer)
  ]
}
