# Who signs what, and who logs in where. Values are made and read back as ephemeral values: neither a plan nor
# the state holds one. (Ephemeral resources are here, and in no module, because tests cannot mock them.)

locals {
  # Passwords and keys that stand by themselves. Aurora is created with its master's, so that secret cannot know
  # Aurora's host; the services' secrets do, and are therefore a module of their own.
  lone_secrets = toset(["guest-session", "service-token", "contact", "origin-verify", "aurora-master", "redis"])

  databases = { for service, each in local.topology.services : service => each.database if try(each.database, null) != null }

  database_secrets = toset([for service in keys(local.databases) : "database/${service}"])

  # The fields that AWS's rotation functions read. The global address follows the writer to the other region.
  database_accounts = {
    for service, database in local.databases : "database/${service}" => {
      engine   = "postgres"
      host     = var.database.global && local.is_primary ? module.aurora.global_writer_endpoint : module.aurora.writer_endpoint
      port     = tostring(module.aurora.port)
      dbname   = database
      username = database
    }
  }
}

ephemeral "aws_secretsmanager_random_password" "fresh" {
  for_each = local.is_primary ? setunion(local.lone_secrets, local.database_secrets) : []

  password_length     = 48
  exclude_punctuation = true # it stands in addresses and headers as it is
}

module "secrets" {
  source = "../modules/secrets"

  name                 = local.name
  account_id           = var.account_id
  is_primary           = local.is_primary
  kms_key_arn          = local.key_arns["secrets"]
  replica              = local.secret_replica
  texts                = local.lone_secrets
  operator_filled      = ["stripe"]
  passwords            = { for name, each in ephemeral.aws_secretsmanager_random_password.fresh : name => each.random_password }
  versions             = var.secrets.versions
  recovery_window_days = var.secrets.recovery_window_days

  descriptions = {
    guest-session = "Signs guests' sessions: several keys may stand here, the first signs."
    service-token = "Signs what services tell each other about themselves: several keys may stand here, the first signs."
    contact       = "Hashes addresses that must not be written to, and signs links in mails."
    origin-verify = "What CloudFront sends to the load balancer to be let in."
    aurora-master = "The password of Aurora's master, mercato_master, which creates the services' roles."
    redis         = "The password that services use Valkey with."
    stripe        = "JSON: api_key and webhook_secrets, from Stripe's dashboard. Put in by a person."
  }
}

module "database_secrets" {
  source = "../modules/secrets"

  name                 = local.name
  account_id           = var.account_id
  is_primary           = local.is_primary
  kms_key_arn          = local.key_arns["secrets"]
  replica              = local.secret_replica
  accounts             = local.database_accounts
  passwords            = { for name, each in ephemeral.aws_secretsmanager_random_password.fresh : name => each.random_password }
  recovery_window_days = var.secrets.recovery_window_days
  descriptions         = { for service in keys(local.databases) : "database/${service}" => "The role that ${service} uses its database with." }
}

locals {
  secret_replica = !local.is_primary || var.peer_region == null ? null : {
    region      = var.peer_region
    kms_key_arn = local.replica_key_arns["secrets"]
  }
  secret_arns  = merge(module.secrets.arns, module.database_secrets.arns)
  secret_names = merge(module.secrets.names, module.database_secrets.names)
}

# Read back by what must be told a password while it is created.
ephemeral "aws_secretsmanager_secret_version" "stored" {
  for_each = toset(local.is_primary ? ["aurora-master", "redis"] : ["redis"])

  secret_id = module.secrets.arns[each.key]
}

module "secret_rotation" {
  source = "../modules/secret_rotation"

  name                       = local.name
  account_id                 = var.account_id
  region                     = var.region
  vpc_id                     = module.network.vpc_id
  subnet_ids                 = module.network.private_subnet_ids
  secrets_manager_cidr       = contains(var.network.interface_endpoints, "secretsmanager") ? module.network.vpc_cidr : "0.0.0.0/0"
  database_security_group_id = module.aurora.security_group_id
  database_port              = module.aurora.port
  kms_key_arn                = local.key_arns["secrets"]
  logs_kms_key_arn           = local.key_arns["logs"]
  log_retention_days         = var.log_retention_days
  schedule                   = var.secrets.rotation_schedule
  secret_arns = {
    for service in keys(local.databases) : service => module.database_secrets.arns["database/${service}"]
    if local.is_primary && var.secrets.rotated
  }
}
