output "role_arns" {
  description = "The role of each function, by <application>.<handler>."
  value       = { for key, each in aws_iam_role.this : key => each.arn }
}

output "log_group_names" {
  description = "The log group of each function, by <application>.<handler>."
  value       = { for key, each in aws_cloudwatch_log_group.this : key => each.name }
}

output "security_group_id" {
  description = "The security group of the functions that call services."
  value       = aws_security_group.this.id
}
