output "zone_id" {
  description = "The private hosted zone."
  value       = aws_route53_zone.this.zone_id
}

output "urls" {
  description = "Name -> where it is called: https://<name>.<zone>."
  value       = { for name, record in aws_route53_record.name : name => "https://${record.name}" }
}
