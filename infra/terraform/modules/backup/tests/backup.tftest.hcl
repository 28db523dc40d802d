mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
  mock_resource "aws_backup_vault" {
    defaults = { arn = "arn:aws:backup:eu-central-1:222222222222:backup-vault:mercato-prod" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::222222222222:role/mercato-prod-backup-eu-central-1" }
  }
}

variables {
  name        = "mercato-prod"
  account_id  = "222222222222"
  region      = "eu-central-1"
  kms_key_arn = "arn:aws:kms:eu-central-1:222222222222:key/mrk-data"
  copy        = { region = "eu-west-1", kms_key_arn = "arn:aws:kms:eu-west-1:222222222222:key/mrk-data" }
  protected   = true
  lock        = { min_retention_days = 7, max_retention_days = 400 }
  resources = {
    aurora = "arn:aws:rds:eu-central-1:222222222222:cluster:mercato-prod"
    carts  = "arn:aws:dynamodb:eu-central-1:222222222222:table/mercato-prod-carts"
  }
  restore_test = {
    schedule    = "cron(0 10 ? * SUN *)"
    window_days = 30
    selections = {
      Aurora   = { resource_arns = ["arn:aws:rds:eu-central-1:222222222222:cluster:mercato-prod"], hours = 4, metadata = { dbSubnetGroupName = "mercato-prod" } }
      DynamoDB = { resource_arns = ["arn:aws:dynamodb:eu-central-1:222222222222:table/mercato-prod-carts"], hours = 1 }
    }
  }
}

run "everything_named_is_backed_up_daily_and_monthly_and_copied" {
  command = plan

  assert {
    condition     = toset(aws_backup_selection.this["this"].resources) == toset(values(var.resources))
    error_message = "What is not selected is not backed up."
  }
  assert {
    condition     = { for rule in aws_backup_plan.this["this"].rule : rule.rule_name => one(rule.lifecycle).delete_after } == { daily = 35, monthly = 400 }
    error_message = "Backups are kept for five weeks, one a month for thirteen."
  }
  assert {
    condition     = alltrue([for rule in aws_backup_plan.this["this"].rule : length(rule.copy_action) == 1 && !rule.enable_continuous_backup])
    error_message = "Each backup is copied away; PITR stays Aurora's own."
  }
}

run "both_vaults_are_encrypted_closed_and_locked" {
  command = plan

  assert {
    condition     = aws_backup_vault.this.kms_key_arn == var.kms_key_arn && aws_backup_vault.copies["this"].kms_key_arn == var.copy.kms_key_arn && aws_backup_vault.copies["this"].region == "eu-west-1"
    error_message = "Each vault has its region's key."
  }
  assert {
    condition     = { for lock in aws_backup_vault_lock_configuration.this : lock.region => lock.min_retention_days } == { eu-central-1 = 7, eu-west-1 = 7 } && alltrue([for lock in aws_backup_vault_lock_configuration.this : lock.changeable_for_days == null])
    error_message = "Both are locked, and the lock is not for ever unless asked for."
  }
  assert {
    condition     = length(aws_backup_vault_policy.this) == 2 && one(data.aws_iam_policy_document.vault.statement).effect == "Deny" && contains(one(data.aws_iam_policy_document.vault.statement).actions, "backup:DeleteRecoveryPoint") && length(one(data.aws_iam_policy_document.vault.statement).condition) == 0
    error_message = "Nobody deletes a backup of production."
  }
  assert {
    condition     = !aws_backup_vault.this.force_destroy
    error_message = "A vault with backups stays."
  }
}

run "restores_are_tried" {
  command = apply

  assert {
    condition     = { for type, test in aws_backup_restore_testing_selection.this : type => test.validation_window_hours } == { Aurora = 4, DynamoDB = 1 }
    error_message = "Both kinds of database are restored."
  }
  assert {
    condition     = can(regex("^[a-zA-Z0-9_]+$", aws_backup_restore_testing_plan.this["this"].name)) && alltrue([for test in aws_backup_restore_testing_selection.this : can(regex("^[a-zA-Z0-9_]+$", test.name))])
    error_message = "AWS allows no hyphens in these names."
  }
  assert {
    condition     = aws_backup_restore_testing_selection.this["Aurora"].restore_metadata_overrides["dbSubnetGroupName"] == "mercato-prod"
    error_message = "Without its subnet group a cluster would be restored into a default network."
  }
}

run "a_standby_has_a_vault_and_takes_nothing" {
  command   = plan
  state_key = "standby"

  variables {
    resources = {}
  }

  assert {
    condition     = length(aws_backup_plan.this) + length(aws_backup_selection.this) + length(aws_backup_vault.copies) + length(aws_backup_restore_testing_selection.this) == 0
    error_message = "What is copied here needs no plan of its own."
  }
}

run "a_lock_that_would_refuse_the_daily_backup_is_refused" {
  command = plan

  variables {
    lock = { min_retention_days = 60, max_retention_days = 400 }
  }

  expect_failures = [var.lock]
}

run "a_lock_that_would_refuse_the_monthly_backup_is_refused" {
  command = plan

  variables {
    lock = { min_retention_days = 7, max_retention_days = 365 }
  }

  expect_failures = [var.lock]
}
