output "group_names" {
  description = "The groups of traces that runbooks look at."
  value       = { for name, group in aws_xray_group.this : name => group.group_name }
}
