output "arn" {
  description = "The certificate, once it is issued: what takes it waits until ACM has seen the proof."
  value       = aws_acm_certificate_validation.this.certificate_arn
}
