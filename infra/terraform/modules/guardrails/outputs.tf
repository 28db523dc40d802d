output "trail_arn" {
  description = "The trail of management calls."
  value       = aws_cloudtrail.this.arn
}
