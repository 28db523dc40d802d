mock_provider "aws" {}

variables {
  name                       = "mercato-prod"
  size                       = { node_type = "cache.r7g.large", nodes = 3 }
  password                   = "never-in-the-state-0123456789"
  vpc_id                     = "vpc-1"
  subnet_ids                 = ["subnet-a", "subnet-b", "subnet-c"]
  allowed_security_group_ids = { nodes = "sg-nodes" }
  kms_key_arn                = "arn:aws:kms:eu-central-1:222222222222:key/mrk-data"
  logs_kms_key_arn           = "arn:aws:kms:eu-central-1:222222222222:key/mrk-logs"
  log_retention_days         = 90
}

run "a_node_can_take_over_from_another" {
  command = plan

  assert {
    condition     = aws_elasticache_replication_group.this.multi_az_enabled && aws_elasticache_replication_group.this.automatic_failover_enabled && aws_elasticache_replication_group.this.num_cache_clusters == 3
    error_message = "Nodes stand in different zones and take over by themselves."
  }
  assert {
    condition     = output.node_ids == ["mercato-prod-001", "mercato-prod-002", "mercato-prod-003"]
    error_message = "Metrics have these names."
  }
}

run "everything_is_encrypted" {
  command = plan

  assert {
    condition     = aws_elasticache_replication_group.this.transit_encryption_enabled && aws_elasticache_replication_group.this.transit_encryption_mode == "required"
    error_message = "TLS is not a choice."
  }
  assert {
    condition     = tobool(aws_elasticache_replication_group.this.at_rest_encryption_enabled) && aws_elasticache_replication_group.this.kms_key_id == var.kms_key_arn
    error_message = "Disks are encrypted with our key."
  }
  assert {
    condition     = toset([for log in aws_elasticache_replication_group.this.log_delivery_configuration : log.log_type]) == toset(["slow-log", "engine-log"]) && alltrue([for group in aws_cloudwatch_log_group.this : group.kms_key_id == var.logs_kms_key_arn])
    error_message = "Slow commands are logged, encrypted."
  }
}

run "one_account_may_do_what_a_cache_needs" {
  command = apply

  assert {
    condition     = aws_elasticache_user.services.passwords_wo == null && aws_elasticache_user.services.passwords == null && aws_elasticache_user.services.no_password_required != true
    error_message = "There is a password, and Terraform keeps none."
  }
  assert {
    condition     = strcontains(aws_elasticache_user.services.access_string, "-@dangerous") && strcontains(aws_elasticache_user.services.access_string, "-@admin")
    error_message = "A service never needs FLUSHALL or CONFIG."
  }
  assert {
    condition     = toset(aws_elasticache_user_group.this.user_ids) == toset([aws_elasticache_user.services.user_id]) && toset(aws_elasticache_replication_group.this.user_group_ids) == toset([aws_elasticache_user_group.this.user_group_id])
    error_message = "Nobody else logs in."
  }
  assert {
    condition     = toset([for rule in aws_vpc_security_group_ingress_rule.this : rule.referenced_security_group_id]) == toset(["sg-nodes"])
    error_message = "Only the nodes are let in."
  }
}

run "memory_is_set_aside_and_old_entries_go" {
  command = plan

  assert {
    condition     = length(setsubtract(["maxmemory-policy=allkeys-lru", "reserved-memory-percent=25"], [for each in aws_elasticache_parameter_group.this.parameter : "${each.name}=${each.value}"])) == 0
    error_message = "A full cache evicts, and snapshots have room."
  }
  assert {
    condition     = aws_elasticache_parameter_group.this.family == "valkey8" && aws_elasticache_replication_group.this.engine_version == "8.1"
    error_message = "The version is pinned, and the group is of its major version."
  }
}

run "one_node_is_enough_for_dev" {
  command   = plan
  state_key = "dev"

  variables {
    name = "mercato-dev"
    size = { node_type = "cache.t4g.micro", nodes = 1 }
  }

  assert {
    condition     = !aws_elasticache_replication_group.this.multi_az_enabled && !aws_elasticache_replication_group.this.automatic_failover_enabled
    error_message = "A single node has nobody to take over."
  }
}

run "a_version_of_another_engine_is_refused" {
  command = plan

  variables {
    engine_version = "6.2"
  }

  expect_failures = [var.engine_version]
}
