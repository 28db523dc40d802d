output "api_origin" {
  description = "Where CloudFront finds the REST APIs: host name, its target here, and the origin path of each application."
  value = {
    domain_name          = local.api_domain
    regional_domain_name = module.api_domain.regional_domain_name
    regional_zone_id     = module.api_domain.regional_zone_id
    origin_paths         = module.api_domain.origin_paths
  }
}

output "event_source_mapping_ids" {
  description = "The event source mapping of each queue: what is disabled to stop a consumer."
  value       = module.event_sources.mapping_ids
}

output "delivery_streams" {
  description = "Firehose's streams, and the queues of what could not be put into them."
  value = {
    names                   = module.delivery_streams.names
    undelivered_queue_names = module.delivery_streams.undelivered_queue_names
  }
}
