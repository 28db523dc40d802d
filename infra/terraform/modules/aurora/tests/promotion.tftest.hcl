# What Terraform makes of a cluster whose role changed outside of it. Each pair of runs shares a state: the first
# puts there what AWS has after the change, the second plans the module upon it. A replaced cluster would have an
# unknown ARN, and an unknown condition fails.

mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
}

variables {
  name                       = "mercato-prod"
  account_id                 = "222222222222"
  region                     = "eu-west-1"
  is_primary                 = false
  global_cluster             = "mercato-prod"
  source_region              = "eu-central-1"
  engine_version             = "17.7"
  size                       = { instances = 1, instance_class = "db.r8g.xlarge" }
  protected                  = true
  backup_retention_days      = 35
  vpc_id                     = "vpc-1"
  subnet_ids                 = ["subnet-a", "subnet-b", "subnet-c"]
  availability_zones         = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
  allowed_security_group_ids = { nodes = "sg-nodes" }
  kms_key_arn                = "arn:aws:kms:eu-west-1:222222222222:key/mrk-data"
  logs_kms_key_arn           = "arn:aws:kms:eu-west-1:222222222222:key/mrk-logs"
  log_retention_days         = 90
}

run "the_standby_was_promoted_and_left_the_global_database" {
  command   = apply
  state_key = "standby"

  module {
    source = "./tests/promoted"
  }

  override_resource {
    target = aws_rds_cluster.this
    values = { arn = "arn:aws:rds:eu-west-1:222222222222:cluster:mercato-prod" }
  }
}

run "a_plan_of_the_standby_leaves_the_promoted_cluster_alone" {
  command   = plan
  state_key = "standby"

  assert {
    condition     = aws_rds_cluster.this.arn == "arn:aws:rds:eu-west-1:222222222222:cluster:mercato-prod"
    error_message = "The promoted cluster would be replaced."
  }
  assert {
    condition     = aws_rds_cluster.this.global_cluster_identifier == null && aws_rds_cluster.this.source_region == null
    error_message = "The promoted cluster would be put back under a primary that is gone."
  }
  assert {
    condition     = aws_rds_cluster.this.master_username == "mercato_master" && aws_rds_cluster.this.engine_version == "17.9"
    error_message = "The master and the version are the global database's matter; either would be replaced or turned back."
  }
  assert {
    condition     = aws_rds_cluster.this.deletion_protection && aws_rds_cluster_instance.this["mercato-prod-1"].engine_version == "17.9"
    error_message = "What serves now stays protected, and as it is."
  }
}

run "the_old_primary_came_back_as_a_follower" {
  command   = apply
  state_key = "primary"

  module {
    source = "./tests/promoted"
  }

  variables {
    size                          = { instances = 2 }
    global_cluster_identifier     = "mercato-prod-after-failover"
    replication_source_identifier = "arn:aws:rds:eu-west-1:222222222222:cluster:mercato-prod"
  }

  override_resource {
    target = aws_rds_cluster.this
    values = { arn = "arn:aws:rds:eu-central-1:222222222222:cluster:mercato-prod" }
  }
}

run "a_plan_of_the_old_primary_leaves_it_following" {
  command   = plan
  state_key = "primary"

  variables {
    is_primary      = true
    region          = "eu-central-1"
    source_region   = null
    master_password = "unused"
    size            = { instances = 2, instance_class = "db.r8g.xlarge" }
    kms_key_arn     = "arn:aws:kms:eu-west-1:222222222222:key/mrk-data"
  }

  assert {
    condition     = aws_rds_cluster.this.arn == "arn:aws:rds:eu-central-1:222222222222:cluster:mercato-prod"
    error_message = "The old primary would be replaced."
  }
  assert {
    condition     = aws_rds_cluster.this.global_cluster_identifier == "mercato-prod-after-failover" && aws_rds_cluster.this.replication_source_identifier == "arn:aws:rds:eu-west-1:222222222222:cluster:mercato-prod"
    error_message = "The old primary would be torn away from the new one."
  }
}
