output "plan_arn" {
  description = "The plan: what `aws arc-region-switch start-plan-execution` is given."
  value       = aws_arcregionswitch_plan.this.arn
}

output "operator_role_arn" {
  description = "The role with which a person starts and approves a switch."
  value       = aws_iam_role.operator.arn
}

output "health_check_ids" {
  description = "The plan's health checks: label of the origin -> region -> id."
  value = {
    for label, host in var.origins : label => {
      for region in values(var.regions) : region => one([
        for check in data.aws_arcregionswitch_route53_health_checks.this.health_checks : check.health_check_id
        if check.region == region && trimsuffix(check.record_name, ".") == host
      ])
    }
  }
}
