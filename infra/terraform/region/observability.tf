# What is watched here, who is told, and what an operator looks at. What is watched is data: infra/alarms.yaml,
# slo.yaml, dashboards.yaml and log_queries.yaml; here is only which things there are of each kind.

locals {
  alarms_file     = yamldecode(file("${path.module}/../../alarms.yaml"))
  slo_file        = yamldecode(file("${path.module}/../../slo.yaml"))
  dashboards_file = yamldecode(file("${path.module}/../../dashboards.yaml"))
  queries_file    = yamldecode(file("${path.module}/../../log_queries.yaml"))

  metrics_namespace = "Mercato/${var.environment}" # core_services/chassis/metrics.py, edge_api/chassis/settings.py
  is_serving        = coalesce(var.observability.serving, local.is_primary)
  # Nobody gets up for development.
  alarm_actions = var.observability.paging ? module.alarm_topics.actions : {
    page = module.alarm_topics.actions["ticket"], ticket = module.alarm_topics.actions["ticket"]
  }

  regional_alarms = {
    for name, alarm in local.alarms_file.alarms : name => alarm
    if try(alarm.scope, "region") == "region" && !contains(var.observability.skipped_alarms, name)
  }
  regional_slos = { for name, slo in local.slo_file.slos : name => slo if slo.scope == "region" }

  own_queues     = { for name, queue in local.topology.queues : name => queue if contains(keys(local.topology.services), queue.consumer) }
  handled_queues = { for name, queue in local.topology.queues : name => queue if can(queue.handler) }

  # Kind -> name -> dimensions.
  targets = {
    everywhere = { "" = {} }

    load_balancers = {
      public   = { LoadBalancer = module.public_load_balancer.arn_suffix }
      internal = { LoadBalancer = module.internal_load_balancer.arn_suffix }
    }
    target_groups = {
      for service in distinct(local.service_routes[*].service) : service => {
        LoadBalancer = module.public_load_balancer.arn_suffix
        TargetGroup  = module.public_load_balancer.target_group_arn_suffixes[service]
      }
    }

    # The deploy command calls an API by its function, so that environments of one account are told apart.
    apis = { for app in module.function_names.rest_apis : app => { ApiName = local.functions["${app}.api_handler"].function_name, Stage = "api" } }
    functions = merge(
      { for key, each in local.functions : replace(key, ".", "-") => { FunctionName = each.function_name } },
      { secret-rotation = { FunctionName = module.secret_rotation.function_name } },
    )

    services  = { for service in local.services : service => { service = service } }
    outboxes  = { for service in keys(local.databases) : service => { service = service } }
    order     = { "" = { service = "order" } }
    payment   = { "" = { service = "payment" } }
    bff       = { "" = { service = "bff" } }
    consumers = { for name in keys(local.own_queues) : name => { service = "${local.name}-${name}" } }
    notification_functions = {
      for name, queue in local.handled_queues : name => {
        service = queue.consumer, function = local.functions["${queue.consumer}.${queue.handler}"].function_name
      }
    }
    transforms = {
      for name, stream in local.topology.delivery_streams : name => { service = stream.transform, delivery_stream = name }
    }

    # What the collector cluster-metrics tells (infra/gitops/platform/addons/cluster-metrics.yaml).
    cluster   = { "" = { cluster = module.cluster.name } }
    workloads = { for name in local.workloads : name => { workload = name } }
    autoscalers = merge(
      { for service in local.services : service => { "k8s.hpa.name" = service } },
      { for service in local.services : "${service}-worker" => { "k8s.hpa.name" = "keda-hpa-${service}-worker" } },
    )
    node_groups = {
      for zone, group in module.cluster.autoscaling_group_names : zone => { AutoScalingGroupName = group }
    }

    topics             = { for name, topic in module.messaging.topic_names : name => { TopicName = topic } }
    queues             = { for name, queue in module.messaging.queue_names : name => { QueueName = queue } }
    dead_letter_queues = { for name, queue in module.messaging.dead_letter_queue_names : name => { QueueName = queue } }

    aurora        = { "" = { DBClusterIdentifier = module.aurora.cluster_identifier } }
    aurora_writer = { "" = { DBClusterIdentifier = module.aurora.cluster_identifier, Role = "WRITER" } }
    aurora_secondary = {
      for role in ["standby"] : "" => { DBClusterIdentifier = module.aurora.cluster_identifier }
      if var.role == role && var.database.global
    }
    tables = { for name, table in module.tables.names : name => { TableName = table } }
    table_replicas = {
      for name, table in module.tables.names : name => { TableName = table, ReceivingRegion = var.peer_region }
      if var.peer_region != null
    }
    cache_nodes   = { for node in module.cache.node_ids : node => { CacheClusterId = node, CacheNodeId = "0001" } }
    search_domain = { "" = { DomainName = module.search_domain.name, ClientId = var.account_id } }

    streams          = { for name, stream in module.streams.names : name => { StreamName = stream } }
    delivery_streams = { for name in keys(local.topology.delivery_streams) : name => { DeliveryStreamName = "${local.name}-${name}" } }
    undelivered = { # made by ../wiring: what SNS could not put into Firehose
      for name, stream in local.topology.delivery_streams :
      name => { QueueName = "${local.name}-${name}-undelivered-dlq" } if contains(keys(stream.sources), "topics")
    }

    user_pool = { "" = { UserPool = module.identity.user_pool_id, UserPoolClient = module.identity.client_id } }
    certificates = {
      origin   = { CertificateArn = module.origin_certificate.arn }
      internal = { CertificateArn = module.internal_certificate.arn }
    }
  }
  workloads = concat(tolist(local.services), [for service in local.services : "${service}-worker"])
}

module "alarm_topics" {
  source = "../modules/alarm_topics"

  name        = local.name
  region      = var.region
  account_id  = var.account_id
  subscribers = var.observability.subscribers
}

module "alarms" {
  source = "../modules/alarms"

  name         = local.name
  region       = var.region
  namespace    = local.metrics_namespace
  alarms       = local.regional_alarms
  targets      = local.targets
  thresholds   = var.observability.thresholds
  events       = { for name, event in local.alarms_file.events : name => merge(event, { pattern = jsonencode(event.pattern) }) }
  actions      = local.alarm_actions
  is_serving   = local.is_serving
  runbooks_url = var.runbooks_url
}

module "burn_rates" {
  source = "../modules/burn_rates"

  namespace    = local.metrics_namespace
  queue_prefix = "${local.name}-"
  slos         = local.regional_slos
  burn_rates   = local.slo_file.burn_rates
  low_traffic  = local.slo_file.low_traffic
  targets = {
    load_balancer = local.targets.load_balancers["public"]
    api_bff       = local.targets.apis["bff"]
  }
}

module "slo_alarms" {
  source   = "../modules/slo_alarms"
  for_each = var.observability.slo_alarms ? { this = true } : {}

  name         = local.name
  region       = var.region
  slos         = local.regional_slos
  indicators   = module.burn_rates.indicators
  alarms       = module.burn_rates.alarms
  pairs        = module.burn_rates.pairs
  actions      = local.alarm_actions
  runbooks_url = var.runbooks_url
}

module "dashboards" {
  source = "../modules/dashboards"

  name       = "${local.name}-${var.region}"
  region     = var.region
  namespace  = local.metrics_namespace
  dashboards = { for name, dashboard in local.dashboards_file.dashboards : name => dashboard if try(dashboard.scope, "region") == "region" }
  targets    = local.targets
  promises   = local.regional_slos
  indicators = module.burn_rates.indicators
  alarm_arns = flatten([
    for alarms in module.slo_alarms : [for name, arn in alarms.alarm_arns : arn if endswith(name, "-page")]
  ])
}

module "service_logs" {
  source = "../modules/service_logs"

  name           = local.name
  namespace      = local.metrics_namespace
  kms_key_arn    = local.key_arns["logs"]
  retention_days = var.log_retention_days
  log_groups = {
    services        = "/mercato/${var.environment}/services"
    cluster-metrics = "/mercato/${var.environment}/cluster-metrics"
  }
  foreign_log_groups = merge(
    { aurora = module.aurora.log_group_names["postgresql"] },
    { for key, group in module.functions.log_group_names : "function:${key}" => group },
  )
  log_metrics = local.alarms_file.log_metrics
  queries = {
    for name, each in local.queries_file.queries : name => {
      query = each.query
      groups = flatten([
        for group in each.groups :
        group == "functions" ? [for key in keys(local.functions) : "function:${key}"] : [group]
      ])
    }
  }
}

module "tracing" {
  source = "../modules/tracing"

  name        = local.name
  sample_rate = var.observability.trace_sample_rate
}

# The one who asks the Kubernetes API how pods and nodes are, and writes it as metrics.
module "cluster_metrics_role" {
  source = "../modules/irsa_role"

  name                 = "${module.cluster.name}-cluster-metrics-${var.region}"
  description          = "Writes how pods and nodes of ${module.cluster.name} are, as metrics in log lines."
  oidc_provider_arn    = module.cluster.oidc_provider_arn
  oidc_issuer          = module.cluster.oidc_issuer
  namespace            = "observability"
  service_account      = "cluster-metrics"
  policies             = { access = data.aws_iam_policy_document.cluster_metrics.json }
  permissions_boundary = local.permissions_boundary
}

data "aws_iam_policy_document" "cluster_metrics" {
  statement {
    actions = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
    resources = [
      "arn:aws:logs:${var.region}:${var.account_id}:log-group:/mercato/${var.environment}/cluster-metrics",
      "arn:aws:logs:${var.region}:${var.account_id}:log-group:/mercato/${var.environment}/cluster-metrics:log-stream:*",
    ]
  }
}
