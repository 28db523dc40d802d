mock_provider "aws" {}

variables {
  name              = "mercato-nonprod"
  monthly_limit_usd = 900
  emails            = ["cost@example.com"]
}

run "somebody_hears_of_a_month_that_will_end_over_the_limit" {
  command = plan

  assert {
    condition = anytrue([
      for each in aws_budgets_budget.monthly.notification :
      each.notification_type == "FORECASTED" && each.threshold == 100 && each.subscriber_email_addresses == toset(["cost@example.com"])
    ])
    error_message = "The forecast is not told."
  }
  assert {
    condition     = aws_budgets_budget.monthly.limit_amount == "900" && aws_budgets_budget.monthly.time_unit == "MONTHLY"
    error_message = "The limit is another."
  }
  assert {
    condition     = [for each in aws_ce_anomaly_subscription.daily.subscriber : each.address] == ["cost@example.com"]
    error_message = "Anomalies are not told."
  }
}

run "a_budget_that_tells_nobody_is_refused" {
  command = plan

  variables {
    emails = []
  }

  expect_failures = [var.emails]
}
