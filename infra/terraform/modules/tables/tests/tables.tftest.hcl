mock_provider "aws" {}

variables {
  name        = "mercato-prod"
  is_primary  = true
  kms_key_arn = "arn:aws:kms:eu-central-1:222222222222:key/mrk-data"
  replicas    = [{ region = "eu-west-1", kms_key_arn = "arn:aws:kms:eu-west-1:222222222222:key/mrk-data" }]
  protected   = true
  limits      = { carts = { read = 9000, write = 4000 } }
  tables = {
    carts = {
      owner                  = "cart"
      partition_key          = { name = "pk", type = "S" }
      ttl_attribute          = "expires_at"
      point_in_time_recovery = true
    }
    contacts = {
      owner                  = "notifications"
      partition_key          = { name = "pk", type = "S" }
      sort_key               = { name = "sk", type = "S" }
      point_in_time_recovery = true
    }
  }
}

run "tables_have_the_keys_of_the_topology" {
  command = plan

  assert {
    condition     = aws_dynamodb_table.this["carts"].name == "mercato-prod-carts" && aws_dynamodb_table.this["carts"].hash_key == "pk" && length(aws_dynamodb_table.this["carts"].attribute) == 1
    error_message = "Carts have a partition key only."
  }
  assert {
    condition     = aws_dynamodb_table.this["contacts"].range_key == "sk" && toset([for each in aws_dynamodb_table.this["contacts"].attribute : each.name]) == toset(["pk", "sk"])
    error_message = "Contacts have a sort key."
  }
  assert {
    condition     = one(aws_dynamodb_table.this["carts"].ttl).attribute_name == "expires_at" && one(aws_dynamodb_table.this["carts"].ttl).enabled && length(aws_dynamodb_table.this["contacts"].ttl) == 0
    error_message = "What expires is deleted, and nothing else."
  }
}

run "table_and_replica_are_equally_safe" {
  command = plan

  assert {
    condition = alltrue([
      for table in aws_dynamodb_table.this :
      one(table.server_side_encryption).enabled && one(table.server_side_encryption).kms_key_arn == var.kms_key_arn && one(table.point_in_time_recovery).enabled && table.deletion_protection_enabled
    ])
    error_message = "Tables are encrypted with our key, can be restored, and are not deleted by mistake."
  }
  assert {
    condition = alltrue([
      for table in aws_dynamodb_table.this :
      one(table.replica).region_name == "eu-west-1" && one(table.replica).kms_key_arn == var.replicas[0].kms_key_arn && one(table.replica).point_in_time_recovery && one(table.replica).deletion_protection_enabled
    ])
    error_message = "A replica is as safe as its table, with its region's key."
  }
  assert {
    condition     = alltrue([for table in aws_dynamodb_table.this : one(table.replica).consistency_mode == "EVENTUAL" && table.stream_enabled])
    error_message = "Strong consistency would forbid TTL; replication needs the stream."
  }
}

run "a_loop_cannot_cost_a_fortune" {
  command = plan

  assert {
    condition     = aws_dynamodb_table.this["carts"].billing_mode == "PAY_PER_REQUEST" && one(aws_dynamodb_table.this["carts"].on_demand_throughput).max_write_request_units == 4000
    error_message = "Carts have their own limit."
  }
  assert {
    condition     = one(aws_dynamodb_table.this["contacts"].on_demand_throughput).max_read_request_units == 2000
    error_message = "Others have the usual one."
  }
}

run "insights_are_wanted_in_both_regions_or_in_none" {
  command = plan

  variables {
    contributor_insights = true
  }

  assert {
    condition     = length(aws_dynamodb_contributor_insights.this) == 2 && toset([for each in aws_dynamodb_contributor_insights.replica : each.region]) == toset(["eu-west-1"])
    error_message = "A hot key is as hot after a failover."
  }
}

run "the_standby_creates_nothing_and_knows_the_names" {
  command = plan

  variables {
    is_primary           = false
    contributor_insights = true
  }

  assert {
    condition     = length(aws_dynamodb_table.this) == 0 && length(aws_dynamodb_contributor_insights.replica) == 0
    error_message = "The replica is the primary table's."
  }
  assert {
    condition     = output.names == { carts = "mercato-prod-carts", contacts = "mercato-prod-contacts" }
    error_message = "Names are the same in both regions."
  }
}

run "a_table_that_keeps_too_long_is_refused" {
  command = plan

  variables {
    recovery_days = 36
  }

  expect_failures = [var.recovery_days]
}
