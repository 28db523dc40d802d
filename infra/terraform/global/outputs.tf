output "shop_url" {
  description = "Where the shop is: what `mercato smoke` is given."
  value       = "https://${var.domain}"
}

output "distribution_id" {
  description = "What `mercato publish-storefront` invalidates, and the DistributionId of metrics."
  value       = module.cdn.distribution_id
}

output "storefront_buckets" {
  description = "Where the storefront's files are uploaded to, by region."
  value       = { for region, place in local.places : region => trimprefix(place.buckets["storefront"].arn, "arn:aws:s3:::") }
}

output "web_acl" {
  description = "The edge's web ACL: its name, and those of its rate rules, for metrics in us-east-1."
  value       = { name = module.web_acl.name, rate_rules = module.web_acl.rate_rule_names }
}

output "region_health_check_ids" {
  description = "The deep check of each region, whose metric is in us-east-1."
  value       = module.dns.region_health_check_ids
}

output "region_switch" {
  description = "The plan and the role to start and approve it with. Null where there is no standby."
  value       = one([for plan in values(module.region_switch) : { plan_arn = plan.plan_arn, operator_role_arn = plan.operator_role_arn }])
}

output "ds_record" {
  description = "What the parent zone must be given once the zone is signed. Null: it is not."
  value       = module.dns.ds_record
}
