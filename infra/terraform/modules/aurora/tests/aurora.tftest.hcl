mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
}

variables {
  name                       = "mercato-prod"
  account_id                 = "222222222222"
  region                     = "eu-central-1"
  is_primary                 = true
  global_cluster             = "mercato-prod"
  size                       = { instances = 3, instance_class = "db.r8g.xlarge" }
  protected                  = true
  backup_retention_days      = 35
  vpc_id                     = "vpc-1"
  subnet_ids                 = ["subnet-a", "subnet-b", "subnet-c"]
  availability_zones         = ["eu-central-1a", "eu-central-1b", "eu-central-1c"]
  allowed_security_group_ids = { nodes = "sg-nodes", rotation = "sg-rotation" }
  kms_key_arn                = "arn:aws:kms:eu-central-1:222222222222:key/mrk-data"
  logs_kms_key_arn           = "arn:aws:kms:eu-central-1:222222222222:key/mrk-logs"
  log_retention_days         = 90
  master_password            = "never-in-the-state"
}

run "instances_stand_in_zones_of_their_own" {
  command = plan

  assert {
    condition     = length(aws_rds_cluster_instance.this) == 3 && length(distinct([for each in aws_rds_cluster_instance.this : each.availability_zone])) == 3
    error_message = "One zone's end must not be the cluster's."
  }
  assert {
    condition     = alltrue([for each in aws_rds_cluster_instance.this : each.instance_class == "db.r8g.xlarge" && !each.publicly_accessible])
    error_message = "Instances have the size asked for, and no public address."
  }
}

run "everything_is_encrypted_and_protected" {
  command = plan

  assert {
    condition     = aws_rds_cluster.this.storage_encrypted && aws_rds_cluster.this.kms_key_id == var.kms_key_arn && aws_rds_global_cluster.this["this"].storage_encrypted
    error_message = "Storage is encrypted with our key."
  }
  assert {
    condition     = aws_rds_cluster.this.performance_insights_kms_key_id == var.kms_key_arn && alltrue([for each in aws_rds_cluster_instance.this : each.performance_insights_kms_key_id == var.kms_key_arn])
    error_message = "Insights hold statements: they are encrypted with our key."
  }
  assert {
    condition     = aws_rds_cluster.this.deletion_protection && aws_rds_global_cluster.this["this"].deletion_protection && !aws_rds_cluster.this.skip_final_snapshot && !aws_rds_cluster.this.delete_automated_backups
    error_message = "Production is not deleted by mistake, nor without a trace."
  }
  assert {
    condition     = aws_rds_cluster.this.backup_retention_period == 35 && aws_rds_cluster.this.copy_tags_to_snapshot
    error_message = "Any point of the last five weeks can be had back."
  }
  assert {
    condition     = toset(aws_rds_cluster.this.enabled_cloudwatch_logs_exports) == toset(["postgresql", "iam-db-auth-error"]) && alltrue([for group in aws_cloudwatch_log_group.this : group.kms_key_id == var.logs_kms_key_arn && group.retention_in_days == 90])
    error_message = "Logs are kept, encrypted, and not for ever."
  }
  assert {
    condition     = aws_rds_cluster.this.iam_database_authentication_enabled && aws_rds_cluster.this.monitoring_interval > 0
    error_message = "People log in with IAM; hosts are watched."
  }
}

run "only_tls_and_slow_statements_are_seen" {
  command = plan

  assert {
    condition     = contains([for each in aws_rds_cluster_parameter_group.this.parameter : "${each.name}=${each.value}"], "rds.force_ssl=1")
    error_message = "A connection without TLS is refused."
  }
  assert {
    condition     = contains([for each in aws_rds_cluster_parameter_group.this.parameter : "${each.name}=${each.value} ${each.apply_method}"], "shared_preload_libraries=pg_stat_statements pending-reboot")
    error_message = "Statements are counted; the library is loaded at start only."
  }
  assert {
    condition     = contains([for each in aws_rds_cluster_parameter_group.this.parameter : "${each.name}=${each.value}"], "log_min_duration_statement=500")
    error_message = "Slow statements are logged."
  }
  assert {
    condition     = aws_rds_cluster_parameter_group.this.family == "aurora-postgresql17" && aws_db_parameter_group.this.family == "aurora-postgresql17"
    error_message = "The groups are of the engine's major version."
  }
}

run "only_who_is_named_is_let_in" {
  command = plan

  assert {
    condition     = toset([for rule in aws_vpc_security_group_ingress_rule.this : rule.referenced_security_group_id]) == toset(["sg-nodes", "sg-rotation"])
    error_message = "The nodes and the rotation function, nobody else."
  }
  assert {
    condition     = alltrue([for rule in aws_vpc_security_group_ingress_rule.this : rule.cidr_ipv4 == null && rule.from_port == 5432 && rule.to_port == 5432])
    error_message = "No address range, no other port."
  }
}

run "the_password_is_not_in_the_state" {
  command = apply

  assert {
    condition     = aws_rds_cluster.this.master_password_wo == null && aws_rds_cluster.this.master_password == null && aws_rds_cluster.this.master_password_wo_version == 1
    error_message = "The password is written, never kept."
  }
}

run "a_standby_follows_and_has_no_master_of_its_own" {
  command   = plan
  state_key = "standby"

  variables {
    is_primary      = false
    region          = "eu-west-1"
    source_region   = "eu-central-1"
    master_password = null
    size            = { instances = 1, instance_class = "db.r8g.xlarge" }
  }

  assert {
    condition     = length(aws_rds_global_cluster.this) == 0 && aws_rds_cluster.this.global_cluster_identifier == "mercato-prod" && aws_rds_cluster.this.source_region == "eu-central-1"
    error_message = "The standby joins the primary's global database."
  }
  assert {
    condition     = aws_rds_cluster.this.master_password_wo_version == null
    error_message = "The master is the primary's."
  }
  assert {
    condition     = aws_iam_role.monitoring.name == "mercato-prod-aurora-monitoring-eu-west-1"
    error_message = "IAM is global: the other region has the role without this name."
  }
}

run "dev_may_sleep" {
  command = plan

  variables {
    name           = "mercato-dev"
    global_cluster = null
    protected      = false
    size           = { instances = 1, serverless = { min_capacity = 0, max_capacity = 2 } }
  }

  assert {
    condition     = aws_rds_cluster.this.serverlessv2_scaling_configuration[0].min_capacity == 0 && aws_rds_cluster_instance.this["mercato-dev-1"].instance_class == "db.serverless"
    error_message = "A serverless cluster pauses."
  }
  assert {
    condition     = aws_rds_cluster.this.skip_final_snapshot && !aws_rds_cluster.this.deletion_protection && length(aws_rds_global_cluster.this) == 0
    error_message = "Dev comes and goes."
  }
}

run "a_global_database_cannot_sleep" {
  command = plan

  variables {
    size = { instances = 1, serverless = { min_capacity = 0, max_capacity = 2 } }
  }

  expect_failures = [aws_rds_cluster.this]
}

run "advanced_insights_keep_what_aws_demands" {
  command = plan

  variables {
    insights = { mode = "advanced", retention_days = 7 }
  }

  expect_failures = [var.insights]
}
