mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { region = "eu-central-1" }
  }
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
}

variables {
  name       = "mercato-prod"
  account_id = "222222222222"
}

run "each_class_of_data_has_a_key_of_its_own_that_rotates" {
  command = plan

  assert {
    condition     = toset(keys(aws_kms_key.this)) == toset(["data", "messages", "objects", "secrets", "logs", "cluster", "functions"])
    error_message = "A class of data lost its key."
  }
  assert {
    condition     = alltrue([for key in aws_kms_key.this : key.enable_key_rotation && key.multi_region])
    error_message = "Keys rotate and can be replicated."
  }
  assert {
    condition     = length(aws_kms_replica_key.this) == 0
    error_message = "Without a standby there is no replica."
  }
}

run "a_standby_region_gets_a_replica_and_an_alias_of_each" {
  command = plan

  variables {
    replica_region = "eu-west-1"
  }

  assert {
    condition     = keys(aws_kms_replica_key.this) == keys(aws_kms_key.this) && alltrue([for key in aws_kms_replica_key.this : key.region == "eu-west-1"])
    error_message = "Every key has a replica in the standby region."
  }
  assert {
    condition     = aws_kms_alias.replica["data"].name == aws_kms_alias.this["data"].name
    error_message = "The standby finds its key by the same alias."
  }
}

run "services_that_write_for_themselves_may_use_the_key_in_this_account_only" {
  command = plan

  assert {
    condition = alltrue([
      for document in data.aws_iam_policy_document.this : alltrue([
        for statement in document.statement : statement.sid == "AccountDecidesByItsOwnPolicies" || length(statement.condition) > 0
      ])
    ])
    error_message = "Whoever is not the account itself needs a condition."
  }
  assert {
    condition = contains(flatten([
      for statement in data.aws_iam_policy_document.this["messages"].statement : [for principal in statement.principals : principal.identifiers]
    ]), "sns.amazonaws.com")
    error_message = "Without the key, SNS drops what it would put into a queue."
  }
}

run "a_key_that_waits_too_short_to_be_deleted_is_refused" {
  command = plan

  variables {
    deletion_window_days = 3
  }

  expect_failures = [var.deletion_window_days]
}
