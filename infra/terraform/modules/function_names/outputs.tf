output "stage" {
  description = "The Chalice stage: the environment, with -standby behind it in a standby region."
  value       = local.stage
}

output "functions" {
  description = "Every function by <application>.<handler>: {app, handler, function_name}."
  value       = local.functions
}

output "rest_apis" {
  description = "The applications that have a REST API."
  value       = toset(keys(local.rest_apis))
}
