# Two alarms for each promise: one that pages, and one that opens a ticket. Each is the AND of a long and a
# short window, which metric math cannot say (all metrics of an alarm have one period), so the windows are
# alarms of their own that tell nobody.

locals {
  tellers = merge([
    for slo, severities in var.pairs : {
      for severity, pairs in severities : "${slo}-${severity}" => { slo = slo, severity = severity, pairs = pairs }
      if length(pairs) > 0
    }
  ]...)
}

resource "aws_cloudwatch_metric_alarm" "window" {
  for_each = var.alarms

  region              = var.region
  alarm_name          = "${var.name}-slo-${each.key}"
  alarm_description   = "One window of ${var.name}-slo-${each.value.slo}-${each.value.severity}, which tells."
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"

  dynamic "metric_query" {
    for_each = var.indicators[each.value.slo].queries

    content {
      id          = metric_query.key
      return_data = false

      metric {
        namespace   = metric_query.value.namespace
        metric_name = metric_query.value.name
        dimensions  = metric_query.value.dimensions
        period      = each.value.period
        stat        = metric_query.value.statistic
      }
    }
  }
  metric_query {
    id          = "bad_requests"
    expression  = var.indicators[each.value.slo].bad
    return_data = false
  }
  metric_query {
    id          = "all_requests"
    expression  = var.indicators[each.value.slo].all
    return_data = false
  }
  metric_query {
    id          = "burn_rate"
    label       = "burn rate"
    expression  = each.value.burn_rate
    return_data = true
  }
}

resource "aws_cloudwatch_composite_alarm" "this" {
  for_each = local.tellers

  region     = var.region
  alarm_name = "${var.name}-slo-${each.key}"
  alarm_description = join("\n", [
    var.slos[each.value.slo].promise,
    "The budget of ${var.slos[each.value.slo].objective} % burns too fast.",
    "Runbook: ${var.runbooks_url}${var.slos[each.value.slo].runbook}",
  ])
  alarm_rule = join(" OR ", [
    for pair in each.value.pairs :
    "(${join(" AND ", [for window in pair : "ALARM(\"${aws_cloudwatch_metric_alarm.window[window].alarm_name}\")"])})"
  ])
  alarm_actions = var.actions[each.value.severity]
  ok_actions    = var.actions[each.value.severity]
}
