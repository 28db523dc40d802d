# DynamoDB tables as the topology lists them. In production each has a replica in the standby region, which is the
# table's own and is created from here: the standby creates nothing.

locals {
  created = { for name, table in var.tables : name => table if var.is_primary }
  replica_insights = {
    for pair in setproduct(keys(local.created), var.replicas[*].region) : "${pair[0]}/${pair[1]}" => {
      table  = pair[0]
      region = pair[1]
    } if var.contributor_insights
  }
}

resource "aws_dynamodb_table" "this" {
  for_each = local.created

  name         = "${var.name}-${each.key}"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = each.value.partition_key.name
  range_key    = try(each.value.sort_key.name, null)
  table_class  = "STANDARD"

  dynamic "attribute" {
    for_each = { for key in compact([each.value.partition_key.name, try(each.value.sort_key.name, "")]) : key => key }

    content {
      name = attribute.key
      type = attribute.key == each.value.partition_key.name ? each.value.partition_key.type : each.value.sort_key.type
    }
  }

  # A loop in our code, or an attack, costs this much and no more.
  on_demand_throughput {
    max_read_request_units  = lookup(var.limits, each.key, var.default_limit).read
    max_write_request_units = lookup(var.limits, each.key, var.default_limit).write
  }

  dynamic "ttl" {
    for_each = compact([each.value.ttl_attribute])

    content {
      enabled        = true
      attribute_name = ttl.value
    }
  }

  # Replication reads it; carts' changes can be followed by whoever needs them.
  stream_enabled   = true
  stream_view_type = "NEW_AND_OLD_IMAGES"

  point_in_time_recovery {
    enabled                 = each.value.point_in_time_recovery
    recovery_period_in_days = each.value.point_in_time_recovery ? var.recovery_days : null
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = var.kms_key_arn
  }

  deletion_protection_enabled = var.protected

  # Every argument is given from the first day: what AWS fills in by itself shows as drift, and a replica that is
  # changed later may be made anew.
  dynamic "replica" {
    for_each = var.replicas

    content {
      region_name                 = replica.value.region
      kms_key_arn                 = replica.value.kms_key_arn
      consistency_mode            = "EVENTUAL"
      point_in_time_recovery      = each.value.point_in_time_recovery
      deletion_protection_enabled = var.protected
      propagate_tags              = true
    }
  }
}

# Which key is hot: the first question when a table throttles.
resource "aws_dynamodb_contributor_insights" "this" {
  for_each = var.contributor_insights ? aws_dynamodb_table.this : {}

  table_name = each.value.name
}

resource "aws_dynamodb_contributor_insights" "replica" {
  for_each = local.replica_insights

  region     = each.value.region
  table_name = aws_dynamodb_table.this[each.value.table].name
}
