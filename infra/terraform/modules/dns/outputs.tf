output "origin_names" {
  description = "The host names of the origins by label: what the distribution asks."
  value       = { for label, _ in var.origins : label => "${label}.${var.domain}" }
}

output "region_health_check_ids" {
  description = "The deep check of each region."
  value       = { for region, check in aws_route53_health_check.region : region => check.id }
}

output "region_alarm_arns" {
  description = "The alarm of each region's deep check, in us-east-1."
  value       = { for region, alarm in aws_cloudwatch_metric_alarm.region : region => alarm.arn }
}

output "ds_record" {
  description = "What the parent zone must be given once the zone is signed. Null: it is not."
  value       = one(values(aws_route53_key_signing_key.this)[*].ds_record)
}
