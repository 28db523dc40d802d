mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
}

variables {
  statements = []
  arns = {
    topics             = { order-events = "arn:aws:sns:eu-central-1:111111111111:mercato-dev-order-events" }
    queues             = { a = "arn:aws:sqs:eu-central-1:111111111111:mercato-dev-a", b = "arn:aws:sqs:eu-central-1:111111111111:mercato-dev-b" }
    dead_letter_queues = { a = "arn:aws:sqs:eu-central-1:111111111111:mercato-dev-a-dlq" }
    buckets            = { lake = "arn:aws:s3:::mercato-dev-lake" }
    email = {
      identity          = "arn:aws:ses:eu-central-1:111111111111:identity/shop.example.com"
      configuration_set = "arn:aws:ses:eu-central-1:111111111111:configuration-set/notifications"
    }
  }
}

run "actions_are_allowed_on_what_is_named_and_on_nothing_else" {
  command = plan

  variables {
    statements = [
      { actions = ["sns:Publish"], topics = ["order-events"] },
      { actions = ["sqs:SendMessage"], dead_letter_queues = ["a"] },
    ]
  }

  assert {
    condition = [for each in data.aws_iam_policy_document.this.statement : [each.actions, each.resources]] == [
      [toset(["sns:Publish"]), toset(["arn:aws:sns:eu-central-1:111111111111:mercato-dev-order-events"])],
      [toset(["sqs:SendMessage"]), toset(["arn:aws:sqs:eu-central-1:111111111111:mercato-dev-a-dlq"])],
    ]
    error_message = "A statement became something else."
  }
}

run "all_is_every_one_that_there_is" {
  command = plan

  variables {
    statements = [{ actions = ["sqs:GetQueueAttributes"], queues = ["all"] }]
  }

  assert {
    condition     = data.aws_iam_policy_document.this.statement[0].resources == toset(values(var.arns.queues))
    error_message = "Not all queues, or more than the queues."
  }
}

run "objects_are_those_below_their_prefix" {
  command = plan

  variables {
    statements = [{ actions = ["s3:PutObject"], objects = ["lake/errors/clickstream/*"] }]
  }

  assert {
    condition     = data.aws_iam_policy_document.this.statement[0].resources == toset(["arn:aws:s3:::mercato-dev-lake/errors/clickstream/*"])
    error_message = "A prefix became something else."
  }
}

run "what_there_is_one_of_may_have_several_arns" {
  command = plan

  variables {
    statements = [{ actions = ["ses:SendEmail"], email = true }]
  }

  assert {
    condition     = data.aws_iam_policy_document.this.statement[0].resources == toset(values(var.arns.email))
    error_message = "SES asks for the identity and for the configuration set."
  }
}

run "a_text_message_reaches_no_topic" {
  command = plan

  variables {
    statements = [{ actions = ["sns:Publish"], phone_numbers = true }]
  }

  assert {
    condition = (
      data.aws_iam_policy_document.this.statement[0].not_resources == toset(["arn:aws:sns:*:*:*"])
      && length(coalesce(data.aws_iam_policy_document.this.statement[0].resources, [])) == 0
    )
    error_message = "Numbers only: no resource, and none of SNS's own."
  }
}

run "a_reason_allows_what_aws_knows_no_resource_for" {
  command = plan

  variables {
    statements = [{ actions = ["cloudwatch:GetMetricData"], any = "CloudWatch cannot tell whose metrics it is asked for" }]
  }

  assert {
    condition     = data.aws_iam_policy_document.this.statement[0].resources == toset(["*"])
    error_message = "`any` stands for every resource."
  }
}

run "a_wildcard_in_an_action_is_refused" {
  command = plan

  variables {
    statements = [{ actions = ["sqs:*"], queues = ["a"] }]
  }

  expect_failures = [var.statements]
}

run "a_statement_about_nothing_is_refused" {
  command = plan

  variables {
    statements = [{ actions = ["sqs:SendMessage"] }]
  }

  expect_failures = [var.statements]
}

run "a_statement_about_something_that_there_is_not_is_refused" {
  command = plan

  variables {
    statements = [{ actions = ["sns:Publish"], topics = ["cart-events"] }]
  }

  expect_failures = [var.statements]
}

run "a_statement_about_two_kinds_is_refused" {
  command = plan

  variables {
    statements = [{ actions = ["sqs:SendMessage"], queues = ["a"], dead_letter_queues = ["a"] }]
  }

  expect_failures = [var.statements]
}

run "an_empty_reason_is_none" {
  command = plan

  variables {
    statements = [{ actions = ["cloudwatch:GetMetricData"], any = " " }]
  }

  expect_failures = [var.statements]
}
