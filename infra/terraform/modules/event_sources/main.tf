# Queues that start functions.

resource "aws_lambda_event_source_mapping" "queue" {
  for_each = var.queues

  event_source_arn = each.value.queue_arn
  function_name    = each.value.function_name
  batch_size       = var.batch_size

  # Without this a message that cannot be handled brings back the whole batch it came with.
  function_response_types = ["ReportBatchItemFailures"]

  # A bound for the queue and not for the function: a throttled function would let SQS count receives of messages
  # that nobody has looked at, until they are given up.
  scaling_config {
    maximum_concurrency = var.maximum_concurrency
  }
  metrics_config {
    metrics = ["EventCount"]
  }
}
