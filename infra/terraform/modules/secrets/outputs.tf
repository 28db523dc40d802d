output "arns" {
  description = "The secrets' ARNs in this region by name. One that Terraform fills is only told once it has its value."
  value = merge(
    { for name, secret in data.aws_secretsmanager_secret.replica : name => secret.arn },
    { for name in var.operator_filled : name => aws_secretsmanager_secret.this[name].arn if var.is_primary },
    { for name, version in aws_secretsmanager_secret_version.text : name => version.arn },
    { for name, version in aws_secretsmanager_secret_version.account : name => version.arn },
  )
}

output "names" {
  description = "The secrets' full names by short name: the same in both regions."
  value       = { for name in local.names : name => "${var.name}/${name}" }
}
