output "network" {
  description = "What is placed in the network needs to know of it."
  value = {
    vpc_id             = module.network.vpc_id
    private_subnet_ids = module.network.private_subnet_ids
    nat_public_ips     = module.network.nat_public_ips
  }
}

output "buckets" {
  description = "The buckets by their names: what AWS calls them, and the host names that CloudFront reads them by."
  value = {
    for name, bucket in {
      access-logs = module.access_logs, media = module.media, storefront = module.storefront, artifacts = module.artifacts,
    } : name => { name = bucket.id, arn = bucket.arn, regional_domain_name = bucket.regional_domain_name }
  }
}

output "email" {
  description = "Who writes mails, under which configuration set, from which verified domain."
  value = {
    sender            = module.email.sender
    configuration_set = module.email.configuration_set
    identity_arn      = module.email.identity_arn
  }
}

output "push_application_arn" {
  description = "The platform application that push messages go through."
  value       = module.push.application_arn
}
