output "role_arn" {
  description = "The role for the replication rules, once it may do its work."
  value       = aws_iam_role.this.arn
  depends_on  = [aws_iam_role_policy.this]
}
