output "role_arns" {
  description = "The roles that workflows take: plan, build, deploy-<environment>."
  value       = { for name, role in aws_iam_role.this : name => role.arn }
}

output "boundary_arn" {
  description = "The permissions boundary that every role of ours has."
  value       = aws_iam_policy.boundary.arn
}
