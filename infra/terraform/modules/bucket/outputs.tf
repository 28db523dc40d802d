output "id" {
  description = "The bucket's name, known once its policy protects it."
  value       = aws_s3_bucket.this.id
  depends_on  = [aws_s3_bucket_policy.this]
}

output "arn" {
  description = "The bucket's ARN."
  value       = aws_s3_bucket.this.arn
}

output "regional_domain_name" {
  description = "The host name that CloudFront reads the bucket by."
  value       = aws_s3_bucket.this.bucket_regional_domain_name
}
