# Which requests to functions are traced, and the groups that runbooks look at. Services take over the decision
# of whoever called them, or decide by TRACE_SAMPLE_RATE: they ask X-Ray for no rules.

locals {
  # X-Ray takes the first rule by priority that fits. Signing in is rare, and hard to find again.
  rules = {
    sign-in = { priority = 100, method = "POST", path = "/api/auth/*", rate = min(1, var.sample_rate * 10), reservoir = 1 }
    events  = { priority = 200, method = "POST", path = "/api/events", rate = var.sample_rate / 10, reservoir = 0 }
    all     = { priority = 900, method = "*", path = "*", rate = var.sample_rate, reservoir = 1 }
  }
  groups = {
    faults   = "fault = true"
    slow     = "responsetime > 2"
    checkout = "service(\"order\") OR service(\"payment\")"
  }
}

resource "aws_xray_sampling_rule" "this" {
  for_each = local.rules

  rule_name      = "${var.name}-${each.key}"
  version        = 1
  priority       = each.value.priority
  fixed_rate     = each.value.rate
  reservoir_size = each.value.reservoir
  http_method    = each.value.method
  url_path       = each.value.path
  service_name   = "mercato-*" # a trace begins at API Gateway, whose name does not say the environment
  service_type   = "*"
  host           = "*"
  resource_arn   = "*"
}

resource "aws_xray_group" "this" {
  for_each = local.groups

  group_name        = "${var.name}-${each.key}"
  filter_expression = each.value

  insights_configuration {
    insights_enabled      = false # alarms find out; insights would tell a second time
    notifications_enabled = false
  }
}
