# Valkey: what can be computed again, and counters that may start at nothing. One shard: the services' client is
# not a cluster's, and a node holds far more than we keep.

resource "aws_elasticache_replication_group" "this" {
  replication_group_id = var.name
  description          = "Cache and rate limits"
  engine               = "valkey"
  engine_version       = var.engine_version
  node_type            = var.size.node_type
  num_cache_clusters   = var.size.nodes
  port                 = var.port

  multi_az_enabled           = var.size.nodes > 1
  automatic_failover_enabled = var.size.nodes > 1

  subnet_group_name    = aws_elasticache_subnet_group.this.name
  security_group_ids   = [aws_security_group.this.id]
  parameter_group_name = aws_elasticache_parameter_group.this.name
  user_group_ids       = [aws_elasticache_user_group.this.user_group_id]

  at_rest_encryption_enabled = true
  kms_key_id                 = var.kms_key_arn
  transit_encryption_enabled = true
  transit_encryption_mode    = "required"

  snapshot_retention_limit   = var.snapshot_days
  snapshot_window            = "00:00-01:00"
  maintenance_window         = "sun:02:00-sun:03:00"
  auto_minor_version_upgrade = true
  apply_immediately          = var.apply_immediately

  dynamic "log_delivery_configuration" {
    for_each = aws_cloudwatch_log_group.this

    content {
      destination      = log_delivery_configuration.value.name
      destination_type = "cloudwatch-logs"
      log_format       = "json"
      log_type         = log_delivery_configuration.key
    }
  }
}

resource "aws_elasticache_parameter_group" "this" {
  name        = "${var.name}-${local.family}"
  family      = local.family
  description = "A full cache forgets what was used longest ago"

  dynamic "parameter" {
    for_each = {
      maxmemory-policy        = "allkeys-lru"
      reserved-memory-percent = "25"    # for snapshots and replicas' buffers; less, and a snapshot swaps
      slowlog-log-slower-than = "10000" # microseconds
      tcp-keepalive           = "60"
    }

    content {
      name  = parameter.key
      value = parameter.value
    }
  }

  lifecycle {
    create_before_destroy = true # a new major version has a group of its own
  }
}

locals {
  family = "valkey${split(".", var.engine_version)[0]}"
}

# Who may log in: the services, all as `default`, so that an address needs a password and no name.
resource "aws_elasticache_user" "services" {
  user_id   = "${var.name}-services"
  user_name = "default"
  engine    = "valkey"
  # Neither FLUSHALL nor CONFIG; what a person asks who looks for the fault (docs/runbooks/redis.md).
  access_string = "on ~* &* +@all -@admin -@dangerous +info +slowlog|get"

  passwords_wo         = var.password
  passwords_wo_version = var.password_version
}

resource "aws_elasticache_user_group" "this" {
  user_group_id = var.name
  engine        = "valkey"
  user_ids      = [aws_elasticache_user.services.user_id]
}

# Surroundings ----------------------------------------------------------------------------------------------

resource "aws_elasticache_subnet_group" "this" {
  name        = var.name
  description = "Subnets without a route to the internet"
  subnet_ids  = var.subnet_ids
}

resource "aws_security_group" "this" {
  name        = "${var.name}-cache"
  description = "Valkey: lets in those who are named, and calls nobody"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-cache" }
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each = var.allowed_security_group_ids

  security_group_id            = aws_security_group.this.id
  description                  = each.key
  referenced_security_group_id = each.value
  ip_protocol                  = "tcp"
  from_port                    = var.port
  to_port                      = var.port
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = toset(["slow-log", "engine-log"])

  name              = "/aws/elasticache/${var.name}/${each.key}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.logs_kms_key_arn
}
