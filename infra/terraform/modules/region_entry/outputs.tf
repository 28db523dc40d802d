output "host" {
  description = "The host name, once it can be asked."
  value       = aws_route53_record.this.name
}
