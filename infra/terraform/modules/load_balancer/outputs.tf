output "arn" {
  description = "The load balancer."
  value       = aws_lb.this.arn
}

output "arn_suffix" {
  description = "What metrics call the load balancer."
  value       = aws_lb.this.arn_suffix
}

output "dns_name" {
  description = "The load balancer's own name: what an alias record points to."
  value       = aws_lb.this.dns_name
}

output "zone_id" {
  description = "The hosted zone of that name."
  value       = aws_lb.this.zone_id
}

output "listener_arn" {
  description = "The HTTPS listener."
  value       = aws_lb_listener.https.arn
}

output "certificate_arn" {
  description = "The certificate that it shows."
  value       = var.certificate_arn
}

output "security_group_id" {
  description = "The load balancer's security group."
  value       = aws_security_group.this.id
}

output "target_group_arns" {
  description = "Service -> its target group, which a TargetGroupBinding names."
  value       = { for service, group in aws_lb_target_group.service : service => group.arn }

  # A binding to a group that no listener uses yet would find it without a network.
  depends_on = [aws_lb_listener_rule.route]
}

output "target_group_arn_suffixes" {
  description = "Service -> what metrics call its target group."
  value       = { for service, group in aws_lb_target_group.service : service => group.arn_suffix }
}
