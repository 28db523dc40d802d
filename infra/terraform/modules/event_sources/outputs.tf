output "mapping_ids" {
  description = "The event source mapping of each queue: what is disabled to stop a consumer."
  value       = { for name, each in aws_lambda_event_source_mapping.queue : name => each.uuid }
}
