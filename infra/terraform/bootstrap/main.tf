# Once per account, by a person: where Terraform keeps its state, what the pipeline may do, where images
# lie, who watches the account and what it may cost. Applied first with a local state, which is then moved
# into the bucket made here (docs/deploy.md).

locals {
  topology = yamldecode(file("${path.module}/../../topology.yaml"))
  name     = "mercato-${var.account}"
  tags = {
    project    = "mercato"
    account    = var.account
    managed-by = "terraform"
    owner      = var.owner
  }
}

module "registry" {
  source   = "../modules/registry"
  for_each = toset(var.running_regions)

  repositories = concat(keys(local.topology.services), ["operations"]) # jobs inside the cluster
  region       = each.key
  account_id   = var.account_id
  key_arn      = aws_kms_key.images[each.key].arn
  replicas     = each.key == var.running_regions[0] ? var.image_replicas : []
  sources      = var.image_sources
}

module "pipeline_roles" {
  source = "../modules/pipeline_roles"

  repository       = var.repository
  account_id       = var.account_id
  environments     = var.environments
  builds           = var.builds
  state_bucket_arn = module.state.arn
  state_key_arn    = aws_kms_key.state.arn
  repository_arns  = values(module.registry[var.running_regions[0]].repository_arns)
}

module "guardrails" {
  source = "../modules/guardrails"

  name          = local.name
  account_id    = var.account_id
  regions       = toset(var.running_regions)
  trail_bucket  = module.trail.id
  trail_key_arn = aws_kms_key.trail.arn
  features      = var.security_features
}

module "budget" {
  source = "../modules/budget"

  name              = local.name
  monthly_limit_usd = var.monthly_limit_usd
  emails            = var.cost_emails
}
