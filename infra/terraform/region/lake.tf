module "lake" {
  source = "../modules/lake"

  name                     = local.name
  environment              = var.environment
  region                   = var.region
  account_id               = var.account_id
  permissions_boundary_arn = local.permissions_boundary
  key_arn                  = local.key_arns.objects
  logs_key_arn             = local.key_arns.logs
  log_retention_days       = var.log_retention_days
  access_log_bucket        = module.access_logs
  force_destroy            = var.storage.force_destroy

  bucket_names = {
    lake           = local.bucket_names["lake"]
    athena-results = local.bucket_names["athena-results"]
    artifacts      = local.bucket_names["artifacts"]
  }
  replication = local.replicates ? {
    destination_bucket_arn = local.peer_bucket_arns["lake"]
    replica_key_arn        = local.replica_key_arns.objects
    role_arn               = module.replication["peer"].role_arn
  } : null

  database_prefix      = var.lake.database_prefix
  first_day            = var.lake.first_day
  code_version         = var.lake_code_version
  schedule             = { enabled = local.is_serving, cron = var.lake.cron }
  workers              = var.lake.workers
  scan_limit_gigabytes = var.lake.scan_limit_gigabytes
  retention_days       = var.lake.retention_days
}

module "quicksight" {
  source   = "../modules/quicksight"
  for_each = var.quicksight.enabled ? { this = true } : {}

  name                     = local.name
  region                   = var.region
  account_id               = var.account_id
  permissions_boundary_arn = local.permissions_boundary
  artifacts_bucket         = module.artifacts.id
  workgroup                = module.lake.workgroup
  database_prefix          = var.lake.database_prefix
  analyst_policy_arn       = module.lake.analyst_policy_arn
  namespace                = var.quicksight.namespace
  currency                 = var.quicksight.currency
  members                  = var.quicksight.members
}
