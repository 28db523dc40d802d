# Queues whose consumer is a function.

module "event_sources" {
  source = "../modules/event_sources"

  maximum_concurrency = var.queue_consumers.maximum_concurrency
  queues = {
    for name, queue in local.topology.queues : name => {
      queue_arn     = "arn:aws:sqs:${var.region}:${var.account_id}:${local.name}-${name}"
      function_name = local.functions["${queue.consumer}.${queue.handler}"].function_name
    } if contains(keys(queue), "handler")
  }
}
