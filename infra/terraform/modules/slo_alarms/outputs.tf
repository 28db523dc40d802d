output "alarm_arns" {
  description = "By <promise>-<severity>: the alarm that tells."
  value       = { for name, alarm in aws_cloudwatch_composite_alarm.this : name => alarm.arn }
}

output "alarm_names" {
  description = "By <promise>-<severity>: the name of the alarm that tells."
  value       = { for name, alarm in aws_cloudwatch_composite_alarm.this : name => alarm.alarm_name }
}
