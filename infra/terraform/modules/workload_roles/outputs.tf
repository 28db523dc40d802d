output "role_arns" {
  description = "The roles by service: what its ServiceAccount is annotated with."
  value       = { for name, role in module.role : name => role.arn }
}

output "role_names" {
  description = "The roles' names by service."
  value       = { for name, role in module.role : name => role.name }
}
