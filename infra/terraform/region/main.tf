# One region of one environment: network, cluster, data stores, messaging, lake, identity. Applied once
# for a primary region and, in production, once more for the standby; what deployed functions are wired
# to is ../wiring, what stands before both regions is ../global.

locals {
  topology = yamldecode(file("${path.module}/../../topology.yaml"))
  access   = yamldecode(file("${path.module}/../../access.yaml"))

  name       = "mercato-${var.environment}" # what everything here is called, or begins with
  is_primary = var.role == "primary"
  tags = {
    project     = "mercato"
    environment = var.environment
    role        = var.role
    managed-by  = "terraform"
    owner       = var.owner
  }

  # The most that any role of this account can be given (bootstrap); the pipeline can make no role without it.
  permissions_boundary = "arn:aws:iam::${var.account_id}:policy/mercato-boundary"

  # Every name of the topology as AWS has it. Modules take names from here, so that a role's policy and
  # the thing it speaks of cannot disagree, and nothing waits for the other to exist.
  arn = {
    topics = {
      for name in keys(local.topology.topics) :
      name => "arn:aws:sns:${var.region}:${var.account_id}:${local.name}-${name}"
    }
    queues = {
      for name in keys(local.topology.queues) :
      name => "arn:aws:sqs:${var.region}:${var.account_id}:${local.name}-${name}"
    }
    dead_letter_queues = {
      for name in keys(local.topology.queues) :
      name => "arn:aws:sqs:${var.region}:${var.account_id}:${local.name}-${name}-dlq"
    }
    tables = {
      for name in keys(local.topology.tables) :
      name => "arn:aws:dynamodb:${var.region}:${var.account_id}:table/${local.name}-${name}"
    }
    streams = {
      for name in keys(local.topology.streams) :
      name => "arn:aws:kinesis:${var.region}:${var.account_id}:stream/${local.name}-${name}"
    }
    delivery_streams = {
      for name in keys(local.topology.delivery_streams) :
      name => "arn:aws:firehose:${var.region}:${var.account_id}:deliverystream/${local.name}-${name}"
    }
    buckets = {
      for name in keys(local.topology.buckets) : name => "arn:aws:s3:::${local.bucket_names[name]}"
    }
  }

  # Bucket names are everybody's: account and region make ours unlike another's.
  bucket_suffix = "${var.account_id}-${var.region}"
  bucket_names = {
    for name in concat(keys(local.topology.buckets), ["storefront", "athena-results", "artifacts", "access-logs"]) :
    name => "${local.name}-${name}-${local.bucket_suffix}"
  }
}
