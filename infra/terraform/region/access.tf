# What infra/access.yaml names, as ARNs: the topology's own things (local.arn), and those that the region has
# one of. Roles of services (workloads.tf) and of functions (functions.tf) are given these and no others.

locals {
  push_platform = "${local.topology.push.platform}/${local.name}-${local.topology.push.application}"

  access_arns = merge(local.arn, {
    # Secrets Manager ends an ARN with six characters of its own. IAM has no shorter way to name one secret.
    secrets = {
      for name in ["contact", "service-token"] :
      name => "arn:aws:secretsmanager:${var.region}:${var.account_id}:secret:${local.name}/${name}-??????"
    }
    user_pool = {
      customers = module.identity.user_pool_arn
    }
    search = {
      indices = "arn:aws:es:${var.region}:${var.account_id}:domain/${local.name}/*"
    }
    email = {
      identity          = "arn:aws:ses:${var.region}:${var.account_id}:identity/${var.domain}"
      configuration_set = "arn:aws:ses:${var.region}:${var.account_id}:configuration-set/${local.name}-${local.topology.email.configuration_set}"
    }
    push_application = {
      application = "arn:aws:sns:${var.region}:${var.account_id}:app/${local.push_platform}"
    }
    push_endpoints = {
      endpoints = "arn:aws:sns:${var.region}:${var.account_id}:endpoint/${local.push_platform}/*"
    }
  })
}
