# Backups that outlive the environment: point-in-time recovery undoes an hour's mistake, these undo the loss of the
# cluster, of the region, or of somebody's credentials.

locals {
  taken  = length(var.resources) > 0
  copied = local.taken && var.copy != null
}

# Vaults ----------------------------------------------------------------------------------------------------

resource "aws_backup_vault" "this" {
  name          = var.name
  kms_key_arn   = var.kms_key_arn
  force_destroy = !var.protected
}

# The other region's vault is made from here, so that a copy always has somewhere to go.
resource "aws_backup_vault" "copies" {
  for_each = local.copied ? { this = var.copy } : {}

  region        = each.value.region
  name          = "${var.name}-copies"
  kms_key_arn   = each.value.kms_key_arn
  force_destroy = !var.protected
}

resource "aws_backup_vault_lock_configuration" "this" {
  for_each = local.locked_vaults

  region              = each.value.region
  backup_vault_name   = each.value.name
  min_retention_days  = var.lock.min_retention_days
  max_retention_days  = var.lock.max_retention_days
  changeable_for_days = var.lock.changeable_for_days
}

resource "aws_backup_vault_policy" "this" {
  for_each = local.vaults

  region            = each.value.region
  backup_vault_name = each.value.name
  policy            = data.aws_iam_policy_document.vault.json
}

locals {
  vaults = merge(
    { here = { region = var.region, name = aws_backup_vault.this.name } },
    { for vault in aws_backup_vault.copies : "there" => { region = vault.region, name = vault.name } },
  )
  locked_vaults = var.lock == null ? {} : local.vaults
}

# Even an administrator of the account does not delete a backup, or make it end sooner: first this policy goes.
data "aws_iam_policy_document" "vault" {
  statement {
    sid     = "BackupsEndByTheirPlan"
    effect  = "Deny"
    actions = ["backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle", "backup:DeleteBackupVault"]
    # A vault's policy speaks of its own vault and what is in it: `*` is that.
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
    dynamic "condition" {
      for_each = var.protected ? [] : ["an environment that comes and goes may take its backups along"]

      content {
        test     = "StringNotEquals"
        variable = "aws:PrincipalAccount"
        values   = [var.account_id]
      }
    }
  }
}

# What is backed up, and when -------------------------------------------------------------------------------

resource "aws_backup_plan" "this" {
  for_each = local.taken ? { this = true } : {}

  name = var.name

  dynamic "rule" {
    # After Aurora's own backup and maintenance windows (01:00 to 04:00), in which it refuses snapshots.
    for_each = var.rules

    content {
      rule_name                    = rule.key
      target_vault_name            = aws_backup_vault.this.name
      schedule                     = rule.value.schedule
      schedule_expression_timezone = "Etc/UTC"
      start_window                 = 60    # minutes
      completion_window            = 480   # minutes
      enable_continuous_backup     = false # Aurora and DynamoDB have their own, which this would override

      lifecycle {
        delete_after = rule.value.days
      }

      dynamic "copy_action" {
        for_each = aws_backup_vault.copies

        content {
          destination_vault_arn = copy_action.value.arn

          lifecycle {
            delete_after = rule.value.days
          }
        }
      }
    }
  }
}

resource "aws_backup_selection" "this" {
  for_each = aws_backup_plan.this

  name         = var.name
  plan_id      = each.value.id
  iam_role_arn = aws_iam_role.this.arn
  resources    = values(var.resources)

  depends_on = [aws_iam_role_policy_attachment.this]
}

# Whether they can be restored ------------------------------------------------------------------------------

resource "aws_backup_restore_testing_plan" "this" {
  for_each = local.taken && var.restore_test != null ? { this = var.restore_test } : {}

  name                         = replace("${var.name}_restore_test", "-", "_") # letters, digits and _ only
  schedule_expression          = each.value.schedule
  schedule_expression_timezone = "Etc/UTC"
  start_window_hours           = 2

  recovery_point_selection {
    algorithm             = "RANDOM_WITHIN_WINDOW" # not always the newest: an old one is what one day is needed
    include_vaults        = [aws_backup_vault.this.arn]
    recovery_point_types  = ["SNAPSHOT"]
    selection_window_days = each.value.window_days
  }
}

resource "aws_backup_restore_testing_selection" "this" {
  for_each = {
    for type, test in(var.restore_test == null ? {} : var.restore_test.selections) : type => test if local.taken
  }

  name                       = lower("${replace(var.name, "-", "_")}_${each.key}")
  restore_testing_plan_name  = aws_backup_restore_testing_plan.this["this"].name
  iam_role_arn               = aws_iam_role.this.arn
  protected_resource_type    = each.key
  protected_resource_arns    = each.value.resource_arns
  restore_metadata_overrides = each.value.metadata
  validation_window_hours    = each.value.hours

  depends_on = [aws_iam_role_policy_attachment.this]
}

# Surroundings ----------------------------------------------------------------------------------------------

resource "aws_iam_role" "this" {
  name                 = "${var.name}-backup-${var.region}"
  description          = "AWS Backup takes backups and tries to restore them"
  assume_role_policy   = data.aws_iam_policy_document.assume.json
  permissions_boundary = var.permissions_boundary_arn
}

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["backup.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [var.account_id]
    }
  }
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = toset(["AWSBackupServiceRolePolicyForBackup", "AWSBackupServiceRolePolicyForRestores"])

  role       = aws_iam_role.this.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/${each.key}"
}
