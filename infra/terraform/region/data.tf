# Where data is kept. Every store is in the data subnets, lets in the cluster's nodes (and, in Aurora's case, the
# function that changes passwords), and is encrypted with the key for data.

locals {
  store_clients = { nodes = module.cluster.node_security_group_id }

  global_cluster = var.database.global ? local.name : null
}

module "aurora" {
  source = "../modules/aurora"

  name                     = local.name
  account_id               = var.account_id
  region                   = var.region
  permissions_boundary_arn = local.permissions_boundary

  is_primary     = local.is_primary
  global_cluster = local.global_cluster
  source_region  = local.is_primary ? null : var.peer_region

  engine_version        = var.database.engine_version
  size                  = var.database.size
  storage_type          = var.database.storage_type
  protected             = var.data_protected
  backup_retention_days = var.database.backup_retention_days
  insights              = var.database.insights
  slow_statement_ms     = var.database.slow_statement_ms

  vpc_id                     = module.network.vpc_id
  subnet_ids                 = module.network.data_subnet_ids
  availability_zones         = module.network.availability_zones
  allowed_security_group_ids = merge(local.store_clients, { rotation = module.secret_rotation.security_group_id })
  kms_key_arn                = local.key_arns["data"]
  logs_kms_key_arn           = local.key_arns["logs"]
  log_retention_days         = var.log_retention_days

  master_username         = "mercato_master"
  master_password         = local.is_primary ? ephemeral.aws_secretsmanager_secret_version.stored["aurora-master"].secret_string : null
  master_password_version = lookup(var.secrets.versions, "aurora-master", 1)
}

module "tables" {
  source = "../modules/tables"

  name                 = local.name
  is_primary           = local.is_primary
  tables               = local.topology.tables
  kms_key_arn          = local.key_arns["data"]
  replicas             = [for region in compact([var.peer_region]) : { region = region, kms_key_arn = local.replica_key_arns["data"] }]
  protected            = var.data_protected
  recovery_days        = var.tables.recovery_days
  default_limit        = var.tables.default_limit
  limits               = var.tables.limits
  contributor_insights = var.tables.contributor_insights
}

module "cache" {
  source = "../modules/cache"

  name                       = local.name
  engine_version             = var.cache.engine_version
  size                       = { node_type = var.cache.node_type, nodes = var.cache.nodes }
  password                   = ephemeral.aws_secretsmanager_secret_version.stored["redis"].secret_string
  password_version           = lookup(var.secrets.versions, "redis", 1)
  snapshot_days              = var.cache.snapshot_days
  apply_immediately          = !var.data_protected
  vpc_id                     = module.network.vpc_id
  subnet_ids                 = module.network.data_subnet_ids
  allowed_security_group_ids = local.store_clients
  kms_key_arn                = local.key_arns["data"]
  logs_kms_key_arn           = local.key_arns["logs"]
  log_retention_days         = var.log_retention_days
}

module "search_domain" {
  source = "../modules/search_domain"

  name                       = local.name
  account_id                 = var.account_id
  region                     = var.region
  engine_version             = var.search.engine_version
  size                       = var.search.size
  service_role_arn           = module.workload_roles.role_arns["search"]
  vpc_id                     = module.network.vpc_id
  subnet_ids                 = module.network.data_subnet_ids
  allowed_security_group_ids = local.store_clients
  kms_key_arn                = local.key_arns["data"]
  logs_kms_key_arn           = local.key_arns["logs"]
  log_retention_days         = var.log_retention_days
}
