mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
}

variables {
  name       = "mercato-prod"
  region     = "eu-central-1"
  account_id = "222222222222"
  subscribers = {
    page   = [{ protocol = "https", endpoint = "https://oncall.example.com/1" }, { protocol = "email", endpoint = "night@example.com" }]
    ticket = [{ protocol = "email", endpoint = "shop@example.com" }]
  }
}

run "a_page_and_a_ticket_go_to_whom_they_concern" {
  command = plan

  assert {
    condition = (
      aws_sns_topic.this["page"].name == "mercato-prod-alarms-page" &&
      aws_sns_topic.this["ticket"].name == "mercato-prod-alarms-ticket"
    )
    error_message = "There are two topics."
  }
  assert {
    condition = (
      length(aws_sns_topic_subscription.this) == 3 &&
      aws_sns_topic_subscription.this["page-https-https://oncall.example.com/1"].endpoint_auto_confirms &&
      !aws_sns_topic_subscription.this["ticket-email-shop@example.com"].endpoint_auto_confirms
    )
    error_message = "Every subscriber is subscribed; only a service confirms by itself."
  }
}

run "only_alarms_and_events_of_this_account_publish" {
  command = plan

  assert {
    condition = alltrue([
      for document in data.aws_iam_policy_document.topic : alltrue([
        for statement in document.statement : alltrue([
          for principal in statement.principals :
          statement.effect == "Deny" ||
          principal.identifiers == toset(["cloudwatch.amazonaws.com", "events.amazonaws.com"])
        ])
      ])
    ])
    error_message = "Nobody else may write alarms."
  }
  assert {
    condition = alltrue([
      for document in data.aws_iam_policy_document.topic :
      one([for each in document.statement[0].condition : each.values]) == tolist(["222222222222"])
    ])
    error_message = "Another account's alarms are not ours."
  }
  assert {
    condition = length(one([
      for statement in data.aws_iam_policy_document.key.statement : statement if statement.sid == "Events"
    ]).condition) == 0
    error_message = "A condition on EventBridge's use of the key loses every event."
  }
  assert {
    condition     = aws_kms_key.this.enable_key_rotation
    error_message = "The key is rotated."
  }
}

run "sms_is_refused" {
  command = plan

  variables {
    subscribers = { page = [{ protocol = "sms", endpoint = "+4930123456" }] }
  }
  expect_failures = [var.subscribers]
}
