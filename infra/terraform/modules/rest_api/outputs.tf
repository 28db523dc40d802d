output "stage_name" {
  description = "The stage, once it has its settings: a domain is mapped to it after that."
  value       = aws_api_gateway_stage.this.stage_name
}

output "access_log_group" {
  description = "The log group with one line per request."
  value       = aws_cloudwatch_log_group.access.name
}
