output "json" {
  description = "The policy document. Without statements it allows nothing, and only serves to be merged with others."
  value       = data.aws_iam_policy_document.this.json
}
