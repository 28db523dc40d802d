output "names" {
  description = "The dashboards, as CloudWatch calls them."
  value       = { for name, dashboard in aws_cloudwatch_dashboard.this : name => dashboard.dashboard_name }
}
