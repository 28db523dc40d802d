module "messaging" {
  source = "../modules/messaging"

  name                     = local.name
  region                   = var.region
  account_id               = var.account_id
  key_arn                  = local.key_arns.messages
  logs_key_arn             = local.key_arns.logs
  log_retention_days       = var.log_retention_days
  topics                   = local.topology.topics
  queues                   = local.topology.queues
  queue_defaults           = local.topology.queue_defaults
  configuration_set        = "${local.name}-${local.topology.email.configuration_set}"
  permissions_boundary_arn = local.permissions_boundary
}

module "push" {
  source = "../modules/push"

  name                     = local.name
  region                   = var.region
  account_id               = var.account_id
  application              = local.topology.push.application
  platform                 = local.topology.push.platform
  credential               = var.push_credential == "" ? null : var.push_credential # a pipeline without it says ""
  logs_key_arn             = local.key_arns.logs
  log_retention_days       = var.log_retention_days
  permissions_boundary_arn = local.permissions_boundary
}
