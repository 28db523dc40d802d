mock_provider "aws" {}

variables {
  maximum_concurrency = 5
  queues = {
    notes-order-events = {
      queue_arn     = "arn:aws:sqs:eu-central-1:111111111111:mercato-dev-notes-order-events"
      function_name = "mercato-notes-dev-on_order_events"
    }
  }
}

run "a_batch_fails_in_parts_and_never_whole" {
  assert {
    condition = alltrue([
      for each in aws_lambda_event_source_mapping.queue : each.function_response_types == toset(["ReportBatchItemFailures"])
    ])
    error_message = "One message must not bring back nine others."
  }
  assert {
    condition     = aws_lambda_event_source_mapping.queue["notes-order-events"].scaling_config[0].maximum_concurrency == 5
    error_message = "A queue has a bound."
  }
  assert {
    condition = (
      aws_lambda_event_source_mapping.queue["notes-order-events"].event_source_arn ==
      var.queues["notes-order-events"].queue_arn
    )
    error_message = "A queue starts its own handler."
  }
}

run "a_bound_that_lambda_refuses_is_refused_here" {
  command = plan
  variables {
    maximum_concurrency = 1
  }
  expect_failures = [var.maximum_concurrency]
}
