output "arn" {
  description = "The role: what the ServiceAccount is annotated with."
  value       = aws_iam_role.this.arn
}

output "name" {
  description = "The role's name."
  value       = aws_iam_role.this.name
}
