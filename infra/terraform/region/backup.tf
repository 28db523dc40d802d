# What is backed up beside point-in-time recovery: everything that cannot be made again from something else.
# Valkey and OpenSearch can; buckets have versions and a copy in the other region.

module "backup" {
  source = "../modules/backup"

  name                     = local.name
  account_id               = var.account_id
  region                   = var.region
  permissions_boundary_arn = local.permissions_boundary
  kms_key_arn              = local.key_arns["data"]
  copy                     = local.is_primary && var.peer_region != null ? { region = var.peer_region, kms_key_arn = local.replica_key_arns["data"] } : null
  resources                = var.backup.taken ? merge({ aurora = module.aurora.cluster_arn }, local.arn.tables) : {}
  rules                    = var.backup.rules
  lock                     = var.backup.lock
  protected                = var.data_protected

  restore_test = var.backup.restore_test == null ? null : {
    schedule    = var.backup.restore_test.schedule
    window_days = var.backup.restore_test.window_days
    selections = {
      Aurora = {
        resource_arns = [module.aurora.cluster_arn]
        hours         = var.backup.restore_test.hours
        metadata = {
          dbSubnetGroupName   = module.aurora.subnet_group_name
          vpcSecurityGroupIds = jsonencode([module.aurora.security_group_id])
        }
      }
      DynamoDB = { resource_arns = values(local.arn.tables), hours = var.backup.restore_test.hours }
    }
  }
}
