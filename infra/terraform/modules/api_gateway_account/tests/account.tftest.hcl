mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::222222222222:role/mercato-prod-api-gateway-logs" }
  }
}

variables {
  name    = "mercato-prod"
  regions = ["eu-central-1", "eu-west-1"]
}

run "every_region_writes_with_the_one_role" {
  assert {
    condition     = toset([for each in aws_api_gateway_account.this : each.region]) == var.regions
    error_message = "A region without the role takes no log."
  }
  assert {
    condition     = alltrue([for each in aws_api_gateway_account.this : each.cloudwatch_role_arn == aws_iam_role.this.arn])
    error_message = "There is one role."
  }
}

run "only_api_gateway_takes_the_role_and_only_for_logs" {
  assert {
    condition = (
      one(data.aws_iam_policy_document.trust.statement[0].principals).identifiers == toset(["apigateway.amazonaws.com"])
    )
    error_message = "Nobody but API Gateway takes the role."
  }
  assert {
    condition     = endswith(aws_iam_role_policy_attachment.this.policy_arn, "/AmazonAPIGatewayPushToCloudWatchLogs")
    error_message = "The role writes logs, and does nothing else."
  }
}

run "an_account_without_regions_is_a_mistake" {
  command = plan
  variables {
    regions = []
  }
  expect_failures = [var.regions]
}
