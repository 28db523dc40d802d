# One Aurora PostgreSQL cluster in one region: the primary's, or a standby's that follows it in a global
# database. Who is the writer changes outside of Terraform, in an emergency, and Terraform must not undo it.

locals {
  major     = split(".", var.engine_version)[0]
  family    = "aurora-postgresql${local.major}"
  in_global = var.global_cluster != null

  # Instances are spread over the zones in turn, so that two are never in the same one.
  instances = {
    for number in range(var.size.instances) :
    "${var.name}-${number + 1}" => {
      availability_zone = element(var.availability_zones, number)
      promotion_tier    = number
    }
  }
}

resource "aws_rds_global_cluster" "this" {
  for_each = local.in_global && var.is_primary ? { this = var.global_cluster } : {}

  global_cluster_identifier = each.value
  engine                    = "aurora-postgresql"
  engine_version            = var.engine_version
  storage_encrypted         = true
  deletion_protection       = var.protected
}

resource "aws_rds_cluster" "this" {
  cluster_identifier        = var.name
  engine                    = "aurora-postgresql"
  engine_version            = var.engine_version
  global_cluster_identifier = local.in_global ? (var.is_primary ? aws_rds_global_cluster.this["this"].id : var.global_cluster) : null
  source_region             = local.in_global && !var.is_primary ? var.source_region : null

  # A standby has the primary's master; no password is ever in the state.
  master_username            = var.is_primary ? var.master_username : null
  master_password_wo         = var.is_primary ? var.master_password : null
  master_password_wo_version = var.is_primary ? var.master_password_version : null

  iam_database_authentication_enabled = true
  port                                = var.port
  db_subnet_group_name                = aws_db_subnet_group.this.name
  vpc_security_group_ids              = [aws_security_group.this.id]
  db_cluster_parameter_group_name     = aws_rds_cluster_parameter_group.this.name

  storage_encrypted = true
  kms_key_id        = var.kms_key_arn
  storage_type      = var.storage_type

  backup_retention_period   = var.backup_retention_days
  preferred_backup_window   = "01:00-02:00"
  copy_tags_to_snapshot     = true
  delete_automated_backups  = !var.protected
  skip_final_snapshot       = !var.protected
  final_snapshot_identifier = "${var.name}-final"
  deletion_protection       = var.protected

  preferred_maintenance_window = "sun:03:00-sun:04:00"
  apply_immediately            = !var.protected # a protected environment waits for its window
  allow_major_version_upgrade  = false

  enabled_cloudwatch_logs_exports       = keys(aws_cloudwatch_log_group.this)
  database_insights_mode                = var.insights.mode
  performance_insights_enabled          = true
  performance_insights_kms_key_id       = var.kms_key_arn
  performance_insights_retention_period = var.insights.retention_days
  monitoring_interval                   = 30
  monitoring_role_arn                   = aws_iam_role.monitoring.arn

  dynamic "serverlessv2_scaling_configuration" {
    for_each = var.size.serverless == null ? [] : [var.size.serverless]

    content {
      min_capacity             = serverlessv2_scaling_configuration.value.min_capacity
      max_capacity             = serverlessv2_scaling_configuration.value.max_capacity
      seconds_until_auto_pause = serverlessv2_scaling_configuration.value.min_capacity == 0 ? 3600 : null
    }
  }

  lifecycle {
    # What a failover, a switchover or a detachment changes: a plan afterwards must not turn it back, least of
    # all by replacing the cluster that has just become the only one.
    ignore_changes = [
      global_cluster_identifier,
      replication_source_identifier,
      source_region,
      master_username,
      availability_zones,
      # The global cluster upgrades its members (see README); a member follows.
      engine_version,
    ]

    precondition {
      condition     = local.in_global || var.is_primary
      error_message = "A standby follows a global cluster."
    }
    precondition {
      condition     = !(local.in_global && try(var.size.serverless.min_capacity, 1) == 0)
      error_message = "A global database replicates all the time and so never pauses: its capacity is at least 0.5."
    }
  }
}

resource "aws_rds_cluster_instance" "this" {
  for_each = local.instances

  identifier              = each.key
  cluster_identifier      = aws_rds_cluster.this.id
  engine                  = aws_rds_cluster.this.engine
  instance_class          = var.size.serverless == null ? var.size.instance_class : "db.serverless"
  availability_zone       = each.value.availability_zone
  promotion_tier          = each.value.promotion_tier
  db_subnet_group_name    = aws_db_subnet_group.this.name
  db_parameter_group_name = aws_db_parameter_group.this.name
  publicly_accessible     = false
  ca_cert_identifier      = "rds-ca-rsa2048-g1"
  copy_tags_to_snapshot   = true

  # A version changes by a commit, in both regions, after stage has had it.
  auto_minor_version_upgrade = false
  apply_immediately          = !var.protected

  monitoring_interval                   = 30
  monitoring_role_arn                   = aws_iam_role.monitoring.arn
  performance_insights_enabled          = true
  performance_insights_kms_key_id       = var.kms_key_arn
  performance_insights_retention_period = var.insights.retention_days

  lifecycle {
    ignore_changes = [engine_version]
  }
}

# Parameters ------------------------------------------------------------------------------------------------

resource "aws_rds_cluster_parameter_group" "this" {
  name        = "${var.name}-${local.family}"
  family      = local.family
  description = "TLS only, statements are counted, nothing waits for ever"

  dynamic "parameter" {
    for_each = local.cluster_parameters

    content {
      name         = parameter.key
      value        = parameter.value
      apply_method = contains(local.static_parameters, parameter.key) ? "pending-reboot" : "immediate"
    }
  }

  lifecycle {
    create_before_destroy = true # a new major version has a group of its own
  }
}

resource "aws_db_parameter_group" "this" {
  name        = "${var.name}-${local.family}"
  family      = local.family
  description = "What is logged of waits, and counted of statements"

  dynamic "parameter" {
    for_each = local.instance_parameters

    content {
      name  = parameter.key
      value = parameter.value
    }
  }

  lifecycle {
    create_before_destroy = true
  }
}

locals {
  # rds.global_db_rpo is not set: it would stop the primary's commits while the standby lags. We would rather
  # lose seconds in a disaster than sell nothing without one. rds.logical_replication is not needed.
  cluster_parameters = {
    "rds.force_ssl"            = "1"
    "shared_preload_libraries" = "pg_stat_statements"
    # Services set tighter limits of their own; these are for whoever forgets.
    "idle_in_transaction_session_timeout" = "60000" # milliseconds
    "log_connections"                     = "1"
    "log_statement"                       = "none" # of DDL, ALTER ROLE would be logged with the password that rotation sets
    "log_min_duration_statement"          = tostring(var.slow_statement_ms)
  }
  static_parameters = ["shared_preload_libraries"]
  instance_parameters = {
    "log_lock_waits"           = "1"
    "log_temp_files"           = "10240" # kilobytes: a sort that went to disk
    "pg_stat_statements.track" = "all"
  }
}

# Surroundings ----------------------------------------------------------------------------------------------

resource "aws_db_subnet_group" "this" {
  name        = var.name
  description = "Subnets without a route to the internet"
  subnet_ids  = var.subnet_ids
}

resource "aws_security_group" "this" {
  name        = "${var.name}-aurora"
  description = "Aurora: lets in those who are named, and calls nobody"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-aurora" }
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each = var.allowed_security_group_ids

  security_group_id            = aws_security_group.this.id
  description                  = each.key
  referenced_security_group_id = each.value
  ip_protocol                  = "tcp"
  from_port                    = var.port
  to_port                      = var.port
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = toset(["postgresql", "iam-db-auth-error"])

  name              = "/aws/rds/cluster/${var.name}/${each.key}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.logs_kms_key_arn
}

resource "aws_iam_role" "monitoring" {
  name                 = "${var.name}-aurora-monitoring-${var.region}"
  description          = "Enhanced monitoring of Aurora's hosts"
  assume_role_policy   = data.aws_iam_policy_document.monitoring.json
  permissions_boundary = var.permissions_boundary_arn
}

data "aws_iam_policy_document" "monitoring" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["monitoring.rds.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [var.account_id]
    }
  }
}

resource "aws_iam_role_policy_attachment" "monitoring" {
  role       = aws_iam_role.monitoring.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}
