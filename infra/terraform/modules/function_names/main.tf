# Every Lambda function that the topology speaks of, and what Chalice will call it.

locals {
  stage = var.role == "primary" ? var.environment : "${var.environment}-standby"

  rest_apis = { for app, each in var.topology.functions : app => each if contains(each.triggers, "rest_api") }

  # What starts a function says which handlers there are; a handler that nothing starts is not deployed to anything.
  handlers = distinct(concat(
    [for app in keys(local.rest_apis) : { app = app, handler = "api_handler" }],
    [
      for queue in values(var.topology.queues) : { app = queue.consumer, handler = queue.handler }
      if contains(keys(queue), "handler")
    ],
    [
      for trigger in values(var.topology.user_pool.triggers) :
      { app = trigger.function, handler = trigger.handler }
    ],
    [
      for stream in values(var.topology.delivery_streams) :
      { app = stream.transform, handler = stream.handler }
    ],
  ))

  functions = {
    for each in local.handlers : "${each.app}.${each.handler}" => {
      app     = each.app
      handler = each.handler
      # Chalice names the function behind a REST API after its application alone.
      function_name = join("-", concat(
        ["mercato", each.app, local.stage], each.handler == "api_handler" ? [] : [each.handler]
      ))
    }
  }
}
