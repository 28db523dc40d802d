output "alarm_names" {
  description = "The alarms by <alarm> or <alarm>-<target>, as CloudWatch calls them."
  value       = { for key, alarm in aws_cloudwatch_metric_alarm.this : key => alarm.alarm_name }
}

output "alarm_arns" {
  description = "The same, by ARN: what a dashboard shows."
  value       = { for key, alarm in aws_cloudwatch_metric_alarm.this : key => alarm.arn }
}

output "serving_only" {
  description = "Alarms that ring only where customers are served: what a failover turns on here."
  value = [
    for key, alarm in aws_cloudwatch_metric_alarm.this : alarm.alarm_name
    if var.alarms[local.each[key].alarm].serving_only
  ]
}
