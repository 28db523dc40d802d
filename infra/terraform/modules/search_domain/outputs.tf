output "endpoint" {
  description = "The domain's host name; HTTPS, signed with the service's role."
  value       = aws_opensearch_domain.this.endpoint
}

output "arn" {
  description = "The domain's ARN."
  value       = aws_opensearch_domain.this.arn
}

output "name" {
  description = "The domain's name, for metrics."
  value       = aws_opensearch_domain.this.domain_name
}

output "security_group_id" {
  description = "The domain's security group."
  value       = aws_security_group.this.id
}
