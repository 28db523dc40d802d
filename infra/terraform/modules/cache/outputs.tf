output "primary_endpoint" {
  description = "The address of whichever node is the primary."
  value       = aws_elasticache_replication_group.this.primary_endpoint_address
}

output "port" {
  description = "The port that Valkey listens on; TLS only."
  value       = var.port
}

output "replication_group_id" {
  description = "The replication group's name, for metrics."
  value       = aws_elasticache_replication_group.this.replication_group_id
}

output "node_ids" {
  description = "The nodes' names, which per-node metrics have."
  value       = [for number in range(var.size.nodes) : format("%s-%03d", var.name, number + 1)]
}

output "arn" {
  description = "The replication group's ARN."
  value       = aws_elasticache_replication_group.this.arn
}

output "security_group_id" {
  description = "The replication group's security group."
  value       = aws_security_group.this.id
}
