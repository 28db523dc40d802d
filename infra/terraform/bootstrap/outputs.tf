output "state_bucket" {
  description = "Where every root of this account keeps its state."
  value       = module.state.id
}

output "pipeline_role_arns" {
  description = "The roles that workflows take; they are variables of the GitHub repository (docs/deploy.md)."
  value       = module.pipeline_roles.role_arns
}

output "repository_urls" {
  description = "Where images are pushed to."
  value       = module.registry[var.running_regions[0]].repository_urls
}
