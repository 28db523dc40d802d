output "role_arns" {
  description = "The roles by add-on: what its ServiceAccount is annotated with."
  value       = { for addon, role in module.role : addon => role.arn }
}

output "service_accounts" {
  description = "The ServiceAccount that may take each role: namespace and name."
  value       = local.service_accounts
}
