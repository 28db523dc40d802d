output "distribution_id" {
  description = "What is invalidated after the storefront was published, and the DistributionId of metrics."
  value       = aws_cloudfront_distribution.this.id
}

output "distribution_arn" {
  description = "Who reads the buckets."
  value       = aws_cloudfront_distribution.this.arn
}

output "domain_name" {
  description = "What the shop's name points to."
  value       = aws_cloudfront_distribution.this.domain_name
}

output "hosted_zone_id" {
  description = "The hosted zone of that name, for alias records."
  value       = aws_cloudfront_distribution.this.hosted_zone_id
}
