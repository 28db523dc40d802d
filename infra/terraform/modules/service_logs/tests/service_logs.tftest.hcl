mock_provider "aws" {}

variables {
  name               = "mercato-prod"
  namespace          = "Mercato/prod"
  kms_key_arn        = "arn:aws:kms:eu-central-1:222222222222:key/logs"
  retention_days     = 90
  log_groups         = { services = "/mercato/prod/services" }
  foreign_log_groups = { aurora = "/aws/rds/cluster/mercato-prod/postgresql" }
  log_metrics = {
    Degraded    = { group = "services", pattern = "{ $.message = \"degraded\" }", dimensions = { service = "$.service" } }
    SlowQueries = { group = "aurora", pattern = "\"duration:\"" }
  }
  queries = { errors = { query = "filter level = 'ERROR'", groups = ["services"] } }
}

run "logs_are_encrypted_and_end" {
  command = plan

  assert {
    condition = (
      aws_cloudwatch_log_group.this["services"].kms_key_id == var.kms_key_arn &&
      aws_cloudwatch_log_group.this["services"].retention_in_days == 90
    )
    error_message = "Logs have a key and an end."
  }
}

run "what_is_counted_goes_where_the_services_count" {
  command = plan

  assert {
    condition = (
      aws_cloudwatch_log_metric_filter.this["Degraded"].log_group_name == "/mercato/prod/services" &&
      aws_cloudwatch_log_metric_filter.this["Degraded"].metric_transformation[0].namespace == "Mercato/prod" &&
      aws_cloudwatch_log_metric_filter.this["Degraded"].metric_transformation[0].dimensions == tomap({ service = "$.service" })
    )
    error_message = "A filter counts a line for the service that wrote it."
  }
  assert {
    condition = (
      aws_cloudwatch_log_metric_filter.this["SlowQueries"].log_group_name == "/aws/rds/cluster/mercato-prod/postgresql" &&
      aws_cloudwatch_log_metric_filter.this["SlowQueries"].metric_transformation[0].dimensions == null
    )
    error_message = "Somebody else's log group is counted in, too."
  }
  assert {
    condition     = aws_cloudwatch_query_definition.this["errors"].name == "mercato-prod/errors"
    error_message = "Queries are in the environment's folder."
  }
}

run "an_odd_retention_is_refused" {
  command = plan

  variables {
    retention_days = 42
  }
  expect_failures = [var.retention_days]
}
