output "arns" {
  description = "The keys' ARNs by purpose: data, messages, objects, secrets, logs, cluster, functions."
  value       = { for purpose, key in aws_kms_key.this : purpose => key.arn }
}

output "replica_arns" {
  description = "The same in the replica region; empty where there is none."
  value       = { for purpose, key in aws_kms_replica_key.this : purpose => key.arn }
}
