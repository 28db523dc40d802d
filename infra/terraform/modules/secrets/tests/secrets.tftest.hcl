mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
}

variables {
  name        = "mercato-prod"
  account_id  = "222222222222"
  is_primary  = true
  kms_key_arn = "arn:aws:kms:eu-central-1:222222222222:key/mrk-1"
  replica     = { region = "eu-west-1", kms_key_arn = "arn:aws:kms:eu-west-1:222222222222:key/mrk-1" }

  texts           = ["guest-session", "service-token"]
  accounts        = { "database/order" = { engine = "postgres", username = "order", dbname = "order", host = "db", port = "5432" } }
  operator_filled = ["stripe"]
  passwords       = { guest-session = "a", service-token = "b", "database/order" = "c" }
}

run "every_secret_is_encrypted_with_our_key_and_replicated" {
  command = plan

  assert {
    condition     = toset([for secret in aws_secretsmanager_secret.this : secret.name]) == toset([for name in ["guest-session", "service-token", "database/order", "stripe"] : "mercato-prod/${name}"])
    error_message = "A secret is missing, or is called otherwise."
  }
  assert {
    condition = alltrue([
      for secret in aws_secretsmanager_secret.this :
      secret.kms_key_id == var.kms_key_arn && one(secret.replica).region == "eu-west-1" && one(secret.replica).kms_key_id == var.replica.kms_key_arn
    ])
    error_message = "Both copies are encrypted with a key of ours."
  }
  assert {
    condition     = toset(keys(aws_secretsmanager_secret_policy.this)) == toset(keys(aws_secretsmanager_secret.this)) && alltrue([for policy in aws_secretsmanager_secret_policy.this : policy.block_public_policy])
    error_message = "Every secret is closed to other accounts."
  }
  assert {
    condition     = data.aws_iam_policy_document.this.statement[0].effect == "Deny" && contains(flatten([for condition in data.aws_iam_policy_document.this.statement[0].condition : tolist(condition.values) if condition.variable == "aws:PrincipalAccount"]), "222222222222")
    error_message = "The policy denies everybody but this account."
  }
}

run "no_value_is_kept_by_terraform" {
  command = apply

  assert {
    condition = alltrue([
      for version in concat(values(aws_secretsmanager_secret_version.text), values(aws_secretsmanager_secret_version.account)) :
      version.secret_string_wo == null && version.secret_string_wo_version == 1
    ])
    error_message = "A value belongs into Secrets Manager alone."
  }
  assert {
    condition     = !contains(keys(aws_secretsmanager_secret_version.text), "stripe") && !contains(keys(aws_secretsmanager_secret_version.account), "stripe")
    error_message = "What the operator fills gets no value from us."
  }
  assert {
    condition     = toset(keys(output.arns)) == toset(keys(output.names))
    error_message = "Every secret is told by its ARN."
  }
}

run "a_raised_version_has_a_new_password_written" {
  command = plan

  variables {
    versions = { guest-session = 2 }
  }

  assert {
    condition     = aws_secretsmanager_secret_version.text["guest-session"].secret_string_wo_version == 2 && aws_secretsmanager_secret_version.text["service-token"].secret_string_wo_version == 1
    error_message = "One secret is rotated, the other is left alone."
  }
}

run "the_standby_finds_replicas_by_name_and_creates_nothing" {
  command = plan

  variables {
    is_primary = false
    replica    = null
    passwords  = {}
  }

  assert {
    condition     = length(aws_secretsmanager_secret.this) + length(aws_secretsmanager_secret_version.text) + length(aws_secretsmanager_secret_version.account) + length(aws_secretsmanager_secret_policy.this) == 0
    error_message = "A replica belongs to the primary's secret."
  }
  assert {
    condition     = data.aws_secretsmanager_secret.replica["database/order"].name == "mercato-prod/database/order" && length(data.aws_secretsmanager_secret.replica) == 4
    error_message = "Replicas have their secret's name."
  }
}

run "a_recovery_window_that_secrets_manager_refuses_is_refused_here" {
  command = plan

  variables {
    recovery_window_days = 3
  }

  expect_failures = [var.recovery_window_days]
}
