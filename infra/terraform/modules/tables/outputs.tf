output "names" {
  description = "The tables' names on AWS by their names in the topology; the same in both regions."
  value       = { for name in keys(var.tables) : name => "${var.name}-${name}" }
}

output "arns" {
  description = "The tables' ARNs by their names in the topology, where they were created."
  value       = { for name, table in aws_dynamodb_table.this : name => table.arn }
}
