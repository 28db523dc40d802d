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

# For GitOps: `mercato deploy` writes these to the secret by which Argo CD knows the cluster.

output "cluster" {
  description = "The cluster: how it is reached, which version it has."
  value = {
    name                  = module.cluster.name
    endpoint              = module.cluster.endpoint
    certificate_authority = module.cluster.certificate_authority
    version               = module.cluster.version
  }
}

output "addon_role_arns" {
  description = "The IAM roles of the cluster's add-ons, by add-on."
  value       = merge(module.addon_roles.role_arns, { cluster-metrics = module.cluster_metrics_role.arn })
}

output "target_group_arns" {
  description = "The target groups that pods join: public and internal, by service."
  value = {
    public   = module.public_load_balancer.target_group_arns
    internal = module.internal_load_balancer.target_group_arns
  }
}

# For the edge, and for metrics.

output "load_balancers" {
  description = "Both load balancers: where an alias points to, and what metrics call them."
  value = {
    for name, balancer in { public = module.public_load_balancer, internal = module.internal_load_balancer } : name => {
      arn                          = balancer.arn
      arn_suffix                   = balancer.arn_suffix
      dns_name                     = balancer.dns_name
      zone_id                      = balancer.zone_id
      target_group_arn_suffixes    = balancer.target_group_arn_suffixes
    }
  }
}

output "service_urls" {
  description = "Where functions call services: the internal load balancer by each service's name."
  value       = module.internal_zone.urls
}

output "data" {
  description = "Where data is kept: endpoints for the services' settings, names for metrics and drills."
  value = {
    database_host            = module.aurora.writer_endpoint
    database_reader_host     = module.aurora.reader_endpoint
    database_port            = module.aurora.port
    global_database_host     = module.aurora.global_writer_endpoint
    database_cluster         = module.aurora.cluster_identifier
    database_cluster_arn     = module.aurora.cluster_arn
    global_database          = module.aurora.global_cluster_identifier
    cache_host               = module.cache.primary_endpoint
    cache_port               = module.cache.port
    cache_group              = module.cache.replication_group_id
    search_endpoint          = module.search_domain.endpoint
    search_domain            = module.search_domain.name
    tables                   = module.tables.names
    backup_vault             = module.backup.vault_name
    secret_rotation_function = module.secret_rotation.function_arn
  }
}

output "secrets" {
  description = "Secrets' names and ARNs in this region, by short name, such as database/order. No values."
  value = {
    names = local.secret_names
    arns  = local.secret_arns
  }
}

output "data_lake" {
  description = "The lake: its buckets, workgroup, databases, jobs, and the policy for who asks it."
  value = {
    bucket             = module.lake.lake.id
    results_bucket     = module.lake.results.id
    artifacts_bucket   = module.artifacts.id
    workgroup          = module.lake.workgroup
    database_names     = module.lake.database_names
    job_names          = module.lake.job_names
    workflow_name      = module.lake.workflow_name
    analyst_policy_arn = module.lake.analyst_policy_arn
  }
}

output "user_pool" {
  description = "Who issues tokens, and the storefront's client: COGNITO_ISSUER, COGNITO_CLIENT_ID, COGNITO_USER_POOL_ID."
  value = {
    id        = module.identity.user_pool_id
    issuer    = module.identity.issuer
    client_id = module.identity.client_id
  }
}

output "user_pool_arn" {
  description = "For ../wiring: the pool that calls its triggers."
  value       = module.identity.user_pool_arn
}

output "web_acl_arn" {
  description = "For ../wiring: the regional web ACL, for the REST APIs' stages."
  value       = module.web_acl.arn
}

output "alarms" {
  description = "Whom alarms tell, the alarms that a failover turns on here, and the dashboards."
  value = {
    topics       = module.alarm_topics.arns
    serving_only = module.alarms.serving_only
    dashboards   = module.dashboards.names
    log_group    = module.service_logs.log_group_names["services"]
  }
}

output "functions" {
  description = "What `chalice deploy` is told of each function: its role and place, and what its environment names."
  value = {
    role_arns               = module.functions.role_arns
    in_vpc                  = local.functions_in_vpc
    subnet_ids              = module.network.private_subnet_ids
    security_group_id       = module.functions.security_group_id
    environment_key_arn     = local.key_arns["functions"]
    reserved_concurrency    = var.functions.reserved_concurrency
    log_level               = var.functions.log_level
    artifacts_bucket        = module.artifacts.id
    issuer                  = module.identity.issuer
    user_pool_id            = module.identity.user_pool_id
    user_pool_client_id     = module.identity.client_id
    secret_arns             = { for name in ["contact", "service-token"] : name => local.secret_arns[name] }
    service_urls            = module.internal_zone.urls
    email_sender            = module.email.sender
    email_configuration_set = module.email.configuration_set
    push_application_arn    = module.push.application_arn
  }
}

output "key_arns" {
  description = "For ../wiring: the KMS keys by purpose."
  value       = local.key_arns
}

output "cluster_facts" {
  description = "What Argo CD is told of where it runs: infra/gitops/platform/values.schema.json says what each is."
  value = {
    environment    = var.environment
    role           = var.role
    account_id     = var.account_id
    region         = var.region
    domain         = var.domain
    cluster_name   = module.cluster.name
    vpc_id         = module.network.vpc_id
    image_registry = "${var.account_id}.dkr.ecr.${var.region}.amazonaws.com"
    networks = {
      public_load_balancer   = module.network.subnet_cidrs.public
      internal_load_balancer = module.network.subnet_cidrs.public
      data                   = module.network.subnet_cidrs.data
      nodes                  = module.network.subnet_cidrs.private
    }
    service_role_arns = module.workload_roles.role_arns
    addon_role_arns   = merge(module.addon_roles.role_arns, { cluster-metrics = module.cluster_metrics_role.arn })
    target_group_arns = {
      public   = module.public_load_balancer.target_group_arns
      internal = module.internal_load_balancer.target_group_arns
    }
    # The standby writes nowhere until it is promoted: then the global address leads to it.
    database_hosts = (
      local.is_primary ? [module.aurora.writer_endpoint] :
      [module.aurora.writer_endpoint, module.aurora.reader_endpoint]
    )
    redis_host     = module.cache.primary_endpoint
    opensearch_url = "https://${trimprefix(module.search_domain.endpoint, "https://")}"
    cognito        = { issuer = module.identity.issuer, client_id = module.identity.client_id }
    log_group      = module.service_logs.log_group_names["services"]
  }
}
