# One alarm for each entry of alarms.yaml and each target of its kind.

locals {
  each = merge([
    for name, alarm in var.alarms : {
      for target, dimensions in var.targets[alarm.of] :
      (target == "" ? name : "${name}-${target}") => {
        alarm      = name
        dimensions = dimensions
        threshold  = lookup(alarm.thresholds, target, lookup(var.thresholds, name, alarm.threshold))
      }
    }
  ]...)
  namespaces = { Mercato = var.namespace }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.each

  region     = var.region
  alarm_name = "${var.name}-${each.key}"
  alarm_description = join("\n", [
    var.alarms[each.value.alarm].what,
    "Runbook: ${var.runbooks_url}${var.alarms[each.value.alarm].runbook}",
  ])

  namespace          = one([for metric in var.alarms[each.value.alarm].metric[*] : lookup(local.namespaces, metric.namespace, metric.namespace)])
  metric_name        = one(var.alarms[each.value.alarm].metric[*].name)
  dimensions         = one([for metric in var.alarms[each.value.alarm].metric[*] : merge(each.value.dimensions, metric.dimensions)])
  statistic          = one([for metric in var.alarms[each.value.alarm].metric[*] : metric.statistic if !startswith(metric.statistic, "p")])
  extended_statistic = one([for metric in var.alarms[each.value.alarm].metric[*] : metric.statistic if startswith(metric.statistic, "p")])
  period             = one([for metric in var.alarms[each.value.alarm].metric[*] : var.alarms[each.value.alarm].period])

  dynamic "metric_query" {
    for_each = var.alarms[each.value.alarm].metrics

    content {
      id          = metric_query.key
      return_data = false

      metric {
        namespace   = lookup(local.namespaces, metric_query.value.namespace, metric_query.value.namespace)
        metric_name = metric_query.value.name
        dimensions  = merge(each.value.dimensions, metric_query.value.dimensions)
        period      = var.alarms[each.value.alarm].period
        stat        = metric_query.value.statistic
      }
    }
  }
  dynamic "metric_query" {
    for_each = var.alarms[each.value.alarm].expression[*]

    content {
      id          = "watched"
      label       = each.value.alarm
      expression  = metric_query.value
      return_data = true
    }
  }

  # Of three requests at night no percentile says anything.
  evaluate_low_sample_count_percentiles = one([
    for metric in var.alarms[each.value.alarm].metric[*] : "ignore" if startswith(metric.statistic, "p")
  ])

  comparison_operator = var.alarms[each.value.alarm].comparison
  threshold           = each.value.threshold
  evaluation_periods  = var.alarms[each.value.alarm].evaluation_periods
  datapoints_to_alarm = var.alarms[each.value.alarm].datapoints
  treat_missing_data  = var.alarms[each.value.alarm].missing

  actions_enabled = var.is_serving || !var.alarms[each.value.alarm].serving_only
  alarm_actions   = var.actions[var.alarms[each.value.alarm].severity]
  ok_actions      = var.actions[var.alarms[each.value.alarm].severity]

  lifecycle {
    precondition {
      condition     = alltrue([for target in keys(var.alarms[each.value.alarm].thresholds) : contains(keys(var.targets[var.alarms[each.value.alarm].of]), target)])
      error_message = "${each.value.alarm} has a threshold for a target that does not exist."
    }
  }
}

# What AWS tells as an event goes to the same topics, in words.
resource "aws_cloudwatch_event_rule" "this" {
  for_each = var.events

  region        = var.region
  name          = "${var.name}-${each.key}"
  description   = each.value.what
  event_pattern = replace(each.value.pattern, "$${name}", var.name)
}

resource "aws_cloudwatch_event_target" "this" {
  for_each = merge([
    for name, event in var.events : {
      for number, topic in var.actions[event.severity] : "${name}-${number}" => { event = name, topic = topic }
    }
  ]...)

  region    = var.region
  rule      = aws_cloudwatch_event_rule.this[each.value.event].name
  target_id = "topic-${split("-", each.key)[length(split("-", each.key)) - 1]}"
  arn       = each.value.topic

  input_transformer {
    input_paths    = { resources = "$.resources", detail = "$.detail" }
    input_template = "\"${var.events[each.value.event].what} ${var.runbooks_url}${var.events[each.value.event].runbook} <resources> <detail>\""
  }
}
