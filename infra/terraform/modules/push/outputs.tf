output "application_arn" {
  description = "ARN of the platform application: PUSH_APPLICATION_ARN. It is the same before there is one."
  value       = local.arn
}

output "enabled" {
  description = "Whether there is an application."
  value       = length(local.enabled) > 0
}
