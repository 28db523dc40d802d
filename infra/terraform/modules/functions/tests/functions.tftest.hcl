mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = {
      json = "{}"
    }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = {
      arn = "arn:aws:logs:eu-central-1:111111111111:log-group:/aws/lambda/mercato-bff-dev"
    }
  }
}

variables {
  name               = "mercato-dev"
  account_id         = "111111111111"
  region             = "eu-central-1"
  vpc_id             = "vpc-0123456789abcdef0"
  logs_key_arn       = "arn:aws:kms:eu-central-1:111111111111:key/mrk-1"
  log_retention_days = 30
  policies           = { "bff.api_handler" = "{\"bff\":true}" }
  functions = {
    "bff.api_handler" = {
      app = "bff", handler = "api_handler", function_name = "mercato-bff-dev", in_vpc = true, has_access = true
    }
    "notes.customize_message" = {
      app    = "notes", handler = "customize_message", function_name = "mercato-notes-dev-customize_message"
      in_vpc = false, has_access = false
    }
  }
}

run "each_function_has_a_role_and_a_log_group_of_its_own" {
  assert {
    condition     = aws_iam_role.this["notes.customize_message"].name == "mercato-dev-notes-customize-message-eu-central-1"
    error_message = "A role is named after environment, application, handler and region."
  }
  assert {
    condition     = toset(keys(aws_iam_role_policy.access)) == toset(["bff.api_handler"])
    error_message = "Only functions that ask something of AWS have an access policy."
  }
  assert {
    condition     = aws_iam_role_policy.access["bff.api_handler"].policy == "{\"bff\":true}"
    error_message = "A function has its own policy."
  }
  assert {
    condition     = aws_cloudwatch_log_group.this["bff.api_handler"].name == "/aws/lambda/mercato-bff-dev"
    error_message = "Lambda writes to the group that is named after the function."
  }
  assert {
    condition = alltrue([
      for each in aws_cloudwatch_log_group.this :
      each.retention_in_days == 30 && each.kms_key_id == var.logs_key_arn
    ])
    error_message = "Logs are encrypted and do not stay for ever."
  }
}

run "only_lambda_of_this_account_takes_a_role" {
  assert {
    condition = (
      one(data.aws_iam_policy_document.trust.statement[0].principals).identifiers == toset(["lambda.amazonaws.com"]) &&
      one(data.aws_iam_policy_document.trust.statement[0].condition).values == tolist(["111111111111"])
    )
    error_message = "Another account's Lambda must not take the role."
  }
}

run "only_a_function_in_the_network_may_have_interfaces" {
  assert {
    condition = (
      [for each in data.aws_iam_policy_document.runtime["bff.api_handler"].statement : each.sid] ==
      ["WriteItsOwnLog", "Trace", "AttachToTheNetwork", "NotForTheCode"]
    )
    error_message = "A function in the VPC needs interfaces, and its code must not have them."
  }
  assert {
    condition = (
      [for each in data.aws_iam_policy_document.runtime["notes.customize_message"].statement : each.sid] ==
      ["WriteItsOwnLog", "Trace"]
    )
    error_message = "A function outside the VPC has no business with EC2."
  }
}

run "functions_reach_out_by_tls_only" {
  assert {
    condition = (
      aws_vpc_security_group_egress_rule.https.from_port == 443 && aws_vpc_security_group_egress_rule.https.to_port == 443
    )
    error_message = "Only port 443."
  }
}

run "a_role_name_that_iam_refuses_is_refused_here" {
  command = plan
  variables {
    functions = {
      "notes.x" = {
        app           = "notes", handler = "a_handler_with_a_name_that_is_far_too_long_for_iam", in_vpc = false, has_access = false
        function_name = "mercato-notes-dev-x"
      }
    }
  }
  expect_failures = [aws_iam_role.this]
}
