# Whether each region could serve, as seen from outside of it. This moves nothing: a person decides with it, and
# the plan's runbook names it.

resource "aws_route53_health_check" "region" {
  for_each = var.deep_checks

  type              = "HTTPS"
  fqdn              = each.value.host
  port              = 443
  resource_path     = each.value.path
  enable_sni        = true
  request_interval  = 30
  failure_threshold = 3
  measure_latency   = true
  regions           = var.checked_from

  tags = { Name = "${var.name}-${each.key}" }
}

# Route 53 tells of health in us-east-1 alone. Two minutes of failing: with the threshold above, three and a half
# after the region went.
resource "aws_cloudwatch_metric_alarm" "region" {
  for_each = var.deep_checks

  alarm_name          = "${var.name}-region-${each.key}-does-not-serve"
  alarm_description   = "${each.value.host}${each.value.path} fails, asked from ${join(", ", var.checked_from)}. Runbook: ${var.runbook_url}"
  namespace           = "AWS/Route53"
  metric_name         = "HealthCheckStatus"
  dimensions          = { HealthCheckId = aws_route53_health_check.region[each.key].id }
  statistic           = "Minimum"
  period              = 60
  evaluation_periods  = 2
  threshold           = 1
  comparison_operator = "LessThanThreshold"
  treat_missing_data  = "breaching"
  alarm_actions       = compact([var.alarm_topic_arn])
  ok_actions          = compact([var.alarm_topic_arn])
  region              = "us-east-1"
}
