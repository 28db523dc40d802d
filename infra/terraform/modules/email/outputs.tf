output "identity_arn" {
  description = "ARN of the domain that may be sent from: for Cognito, and for policies of whoever sends."
  value       = aws_sesv2_email_identity.this.arn
}

output "configuration_set" {
  description = "The configuration set's name: EMAIL_CONFIGURATION_SET."
  value       = aws_sesv2_configuration_set.this.configuration_set_name
}

output "configuration_set_arn" {
  description = "The configuration set's ARN: who sends with it must be allowed to."
  value       = aws_sesv2_configuration_set.this.arn
}

output "sender" {
  description = "Who writes: EMAIL_SENDER."
  value       = var.sender
}
