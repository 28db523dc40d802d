output "regional_domain_name" {
  description = "What the host name's record points to in this region."
  value       = aws_api_gateway_domain_name.this.regional_domain_name
}

output "regional_zone_id" {
  description = "The hosted zone of that target, for an alias record."
  value       = aws_api_gateway_domain_name.this.regional_zone_id
}

output "origin_paths" {
  description = "What CloudFront puts in front of a path to reach each application, such as {bff = \"/bff\"}."
  value       = { for app, each in aws_api_gateway_base_path_mapping.this : app => "/${each.base_path}" }
}
