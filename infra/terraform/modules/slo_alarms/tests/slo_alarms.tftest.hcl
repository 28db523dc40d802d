mock_provider "aws" {}

variables {
  name         = "mercato-prod"
  region       = "eu-central-1"
  runbooks_url = "https://runbooks.example.com/"
  actions      = { page = ["arn:aws:sns:eu-central-1:222222222222:page"], ticket = ["arn:aws:sns:eu-central-1:222222222222:ticket"] }
  slos         = { cart = { promise = "What is put into a cart is in it.", objective = 99.9, runbook = "checkout-fails.md" } }
  indicators = {
    cart = {
      bad = "FILL(b0, 0)", all = "FILL(n0, 0)", budget = "0.001"
      queries = {
        b0 = { namespace = "Mercato/prod", name = "Fault", dimensions = { service = "cart" }, statistic = "Sum" }
        n0 = { namespace = "Mercato/prod", name = "Fault", dimensions = { service = "cart" }, statistic = "SampleCount" }
      }
    }
  }
  alarms = {
    cart-fast-long     = { slo = "cart", severity = "page", period = 3600, threshold = 14.4, burn_rate = "A" }
    cart-fast-short    = { slo = "cart", severity = "page", period = 300, threshold = 14.4, burn_rate = "B" }
    cart-slow-long     = { slo = "cart", severity = "page", period = 21600, threshold = 6, burn_rate = "C" }
    cart-slow-short    = { slo = "cart", severity = "page", period = 1800, threshold = 6, burn_rate = "D" }
    cart-lasting-long  = { slo = "cart", severity = "ticket", period = 86400, threshold = 3, burn_rate = "E" }
    cart-lasting-short = { slo = "cart", severity = "ticket", period = 7200, threshold = 3, burn_rate = "F" }
  }
  pairs = {
    cart = {
      page   = [["cart-fast-long", "cart-fast-short"], ["cart-slow-long", "cart-slow-short"]]
      ticket = [["cart-lasting-long", "cart-lasting-short"]]
    }
  }
}

run "one_outage_is_one_page" {
  command = plan

  assert {
    condition = (
      aws_cloudwatch_composite_alarm.this["cart-page"].alarm_rule == join(" OR ", [
        "(ALARM(\"mercato-prod-slo-cart-fast-long\") AND ALARM(\"mercato-prod-slo-cart-fast-short\"))",
        "(ALARM(\"mercato-prod-slo-cart-slow-long\") AND ALARM(\"mercato-prod-slo-cart-slow-short\"))",
      ])
    )
    error_message = "A page needs both windows of one burn rate."
  }
  assert {
    condition     = length(aws_cloudwatch_composite_alarm.this) == 2
    error_message = "A promise has a page and a ticket."
  }
  assert {
    condition = (
      aws_cloudwatch_composite_alarm.this["cart-page"].alarm_actions == toset(var.actions.page) &&
      aws_cloudwatch_composite_alarm.this["cart-ticket"].alarm_actions == toset(var.actions.ticket)
    )
    error_message = "Pages go to whoever is called, tickets to whoever works in the morning."
  }
  assert {
    condition = strcontains(
      aws_cloudwatch_composite_alarm.this["cart-page"].alarm_description,
      "Runbook: https://runbooks.example.com/checkout-fails.md",
    )
    error_message = "Who is called must find the runbook in the message."
  }
}

run "a_window_tells_nobody_and_no_data_is_no_alarm" {
  command = plan

  assert {
    condition = alltrue([
      for alarm in aws_cloudwatch_metric_alarm.window :
      alarm.alarm_actions == null && alarm.treat_missing_data == "notBreaching" && alarm.evaluation_periods == 1
    ])
    error_message = "Only the composite alarm tells."
  }
  assert {
    condition = alltrue([
      for key, alarm in aws_cloudwatch_metric_alarm.window : alltrue([
        for query in alarm.metric_query : query.return_data == (query.id == "burn_rate")
      ])
    ])
    error_message = "An alarm watches exactly one of its queries."
  }
  assert {
    condition = alltrue(flatten([
      for key, alarm in aws_cloudwatch_metric_alarm.window : [
        for query in alarm.metric_query : [for metric in query.metric : metric.period == var.alarms[key].period]
      ]
    ]))
    error_message = "All metrics of an alarm have the window's period."
  }
}

run "somebody_must_be_told" {
  command = plan

  variables {
    actions = { page = [] }
  }
  expect_failures = [var.actions]
}
