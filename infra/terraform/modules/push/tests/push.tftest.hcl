mock_provider "aws" {
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111111111111:role/mercato-test-push-eu-central-1" }
  }
}

variables {
  permissions_boundary_arn = "arn:aws:iam::111111111111:policy/mercato-boundary"
  name                     = "mercato-test"
  region                   = "eu-central-1"
  account_id               = "111111111111"
  application              = yamldecode(file("../../../topology.yaml")).push.application
  platform                 = yamldecode(file("../../../topology.yaml")).push.platform
  logs_key_arn             = "arn:aws:kms:eu-central-1:111111111111:key/mrk-logs"
}

run "makes_nothing_without_a_credential" {
  command = plan

  assert {
    condition     = length(aws_sns_platform_application.this) + length(aws_iam_role.delivery_log) == 0 && !output.enabled
    error_message = "There is no application without a credential."
  }
  assert {
    condition     = output.application_arn == "arn:aws:sns:eu-central-1:111111111111:app/GCM/mercato-test-customers"
    error_message = "The address is known before."
  }
}

run "logs_what_failed" {
  command = plan
  variables {
    credential = "{}"
  }

  assert {
    condition     = aws_sns_platform_application.this["enabled"].name == "mercato-test-customers" && output.enabled
    error_message = "With a credential there is an application."
  }
  assert {
    condition     = aws_cloudwatch_log_group.failed_deliveries["enabled"].kms_key_id == var.logs_key_arn
    error_message = "The log is encrypted."
  }
}
