output "arn" {
  description = "The list, as a distribution names it."
  value       = aws_wafv2_web_acl.this.arn
}

output "name" {
  description = "The list's name: the WebACL dimension of its metrics."
  value       = aws_wafv2_web_acl.this.name
}

output "rate_rule_names" {
  description = "The rate rules by name: the Rule dimension of their metrics is the list's name, a hyphen, and this."
  value       = sort(keys(local.rate_rules))
}

output "log_group_name" {
  description = "Where what was blocked or counted is written."
  value       = aws_cloudwatch_log_group.this.name
}
