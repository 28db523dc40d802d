output "function_arn" {
  description = "The rotation function, for `aws secretsmanager rotate-secret` after a failover."
  value       = local.function_arn
}

output "function_name" {
  description = "The rotation function's name, for its alarms."
  value       = local.function
}

output "security_group_id" {
  description = "The function's security group, which the database lets in."
  value       = aws_security_group.this.id
}
