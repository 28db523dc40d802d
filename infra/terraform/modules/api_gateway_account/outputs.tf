output "role_arn" {
  description = "The role that API Gateway writes logs with."
  value       = aws_iam_role.this.arn
}
