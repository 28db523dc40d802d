output "writer_endpoint" {
  description = "This region's cluster endpoint. In a standby it answers once the cluster was promoted."
  value       = aws_rds_cluster.this.endpoint
}

output "reader_endpoint" {
  description = "This region's readers: the one that a standby answers on before it is promoted."
  value       = aws_rds_cluster.this.reader_endpoint
}

output "global_writer_endpoint" {
  description = "Follows the writer from region to region; null without a global database, and in a standby."
  value       = one([for each in aws_rds_global_cluster.this : each.endpoint])
}

output "port" {
  description = "The port that PostgreSQL listens on."
  value       = var.port
}

output "cluster_identifier" {
  description = "The cluster's name, for metrics and for a failover."
  value       = aws_rds_cluster.this.cluster_identifier
}

output "cluster_arn" {
  description = "The cluster's ARN, for backups and for a failover."
  value       = aws_rds_cluster.this.arn
}

output "cluster_resource_id" {
  description = "What a policy for IAM authentication names the cluster by."
  value       = aws_rds_cluster.this.cluster_resource_id
}

output "global_cluster_identifier" {
  description = "The global database's name; null without one."
  value       = var.global_cluster
}

output "instance_identifiers" {
  description = "The instances' names, for metrics."
  value       = keys(local.instances)
}

output "security_group_id" {
  description = "The cluster's security group."
  value       = aws_security_group.this.id
}

output "subnet_group_name" {
  description = "The subnet group, which a restore test needs."
  value       = aws_db_subnet_group.this.name
}

output "log_group_names" {
  description = "The log groups by kind of log."
  value       = { for kind, group in aws_cloudwatch_log_group.this : kind => group.name }
}
