output "user_pool_id" {
  description = "The pool: what staff's tools ask, and the UserPool dimension of its metrics."
  value       = aws_cognito_user_pool.this.id
}

output "user_pool_arn" {
  description = "The pool's ARN, which its triggers are called by."
  value       = aws_cognito_user_pool.this.arn
}

output "issuer" {
  description = "Who issues tokens: what verifiers are pinned to."
  value       = "https://${aws_cognito_user_pool.this.endpoint}"
}

output "client_id" {
  description = "The storefront's client."
  value       = aws_cognito_user_pool_client.this.id
}
