output "group_names" {
  description = "QuickSight's groups, by their names in analytics/dashboards/access.yaml."
  value       = { for name, group in aws_quicksight_group.this : name => group.group_name }
}

output "stack_name" {
  description = "The stack that holds data sets and dashboards."
  value       = aws_cloudformation_stack.this.name
}
