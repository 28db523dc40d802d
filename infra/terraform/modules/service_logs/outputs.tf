output "log_group_names" {
  description = "The log groups, by the name that alarms.yaml and queries know them by."
  value       = { for name, group in aws_cloudwatch_log_group.this : name => group.name }
}

output "log_group_arns" {
  description = "The same, by ARN."
  value       = { for name, group in aws_cloudwatch_log_group.this : name => group.arn }
}
