mock_provider "aws" {
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111111111111:role/mercato-test-delivery" }
  }
  mock_resource "aws_sqs_queue" {
    defaults = { arn = "arn:aws:sqs:eu-central-1:111111111111:mercato-test-domain-events-undelivered-dlq" }
  }
  mock_resource "aws_kinesis_firehose_delivery_stream" {
    defaults = { arn = "arn:aws:firehose:eu-central-1:111111111111:deliverystream/invented" }
  }
}

variables {
  name                     = "mercato-test"
  region                   = "eu-central-1"
  account_id               = "111111111111"
  permissions_boundary_arn = "arn:aws:iam::111111111111:policy/mercato-boundary"
  delivery_streams         = yamldecode(file("../../../topology.yaml")).delivery_streams
  function_arns = {
    "ingestion.transform_clickstream"   = "arn:aws:lambda:eu-central-1:111111111111:function:mercato-ingestion-test-transform_clickstream"
    "ingestion.transform_domain_events" = "arn:aws:lambda:eu-central-1:111111111111:function:mercato-ingestion-test-transform_domain_events"
  }
  lake_bucket  = "mercato-test-lake-111111111111-eu-central-1"
  raw_database = "raw"
  key_arns = {
    messages = "arn:aws:kms:eu-central-1:111111111111:key/mrk-messages"
    objects  = "arn:aws:kms:eu-central-1:111111111111:key/mrk-objects"
    logs     = "arn:aws:kms:eu-central-1:111111111111:key/mrk-logs"
  }
}

run "writes_parquet_into_partitions_by_the_tables_schema" {
  command = plan

  assert {
    condition     = toset(keys(aws_kinesis_firehose_delivery_stream.this)) == toset(keys(var.delivery_streams))
    error_message = "Each delivery stream of the topology."
  }
  assert {
    condition = alltrue([
      for name, stream in aws_kinesis_firehose_delivery_stream.this : (
        stream.extended_s3_configuration[0].prefix == "${var.delivery_streams[name].prefix}event_type=!{partitionKeyFromLambda:event_type}/dt=!{partitionKeyFromLambda:dt}/" &&
        stream.extended_s3_configuration[0].error_output_prefix == "${var.delivery_streams[name].error_prefix}!{firehose:error-output-type}/dt=!{timestamp:yyyy-MM-dd}/" &&
        stream.extended_s3_configuration[0].dynamic_partitioning_configuration[0].enabled
      )
    ])
    error_message = "Rows lie where the tables look for them, errors where raw.errors does."
  }
  assert {
    condition = {
      for name, stream in aws_kinesis_firehose_delivery_stream.this :
      name => one(stream.extended_s3_configuration[0].data_format_conversion_configuration[0].schema_configuration).table_name
      } == {
      for name, stream in var.delivery_streams :
      name => one([for table in jsondecode(file("../lake/catalog.json")).tables : table.name if table.location == "s3://$${lake}/${stream.prefix}"])
    }
    error_message = "The schema is that of the table at the prefix."
  }
  assert {
    condition = alltrue([
      for name, stream in aws_kinesis_firehose_delivery_stream.this :
      one(one(stream.extended_s3_configuration[0].processing_configuration[0].processors).parameters).parameter_value ==
      "${var.function_arns["${var.delivery_streams[name].transform}.${var.delivery_streams[name].handler}"]}:$LATEST"
    ])
    error_message = "Its own function transforms, with Firehose's default of a megabyte a call."
  }
}

run "encrypts_everything" {
  command = plan

  assert {
    condition     = alltrue([for stream in aws_kinesis_firehose_delivery_stream.this : stream.extended_s3_configuration[0].kms_key_arn == var.key_arns.objects])
    error_message = "Files are encrypted with the key of objects."
  }
  assert {
    condition = alltrue([
      for name, stream in aws_kinesis_firehose_delivery_stream.this :
      length(stream.kinesis_source_configuration) + length(stream.server_side_encryption) == 1 &&
      (length(stream.server_side_encryption) == 1) == (var.delivery_streams[name].sources.stream == null)
    ])
    error_message = "What is put directly is encrypted by the stream, the rest by its source: AWS refuses both at once."
  }
  assert {
    condition     = alltrue([for log in aws_cloudwatch_log_group.this : log.kms_key_id == var.key_arns.logs && log.retention_in_days > 0])
    error_message = "Logs are encrypted and have an end."
  }
  assert {
    condition     = alltrue([for queue in aws_sqs_queue.undelivered : queue.kms_master_key_id == var.key_arns.messages])
    error_message = "Queues are encrypted."
  }
}

run "hears_its_topics_raw_and_loses_nothing" {
  command = apply

  assert {
    condition = toset(keys(aws_sns_topic_subscription.this)) == toset(flatten([
      for name, stream in var.delivery_streams : [for topic in stream.sources.topics : "${name}.${topic}"]
    ]))
    error_message = "Each topic of each stream."
  }
  assert {
    condition = alltrue([
      for subscription in aws_sns_topic_subscription.this :
      subscription.protocol == "firehose" && subscription.raw_message_delivery && subscription.filter_policy == null &&
      strcontains(jsondecode(subscription.redrive_policy).deadLetterTargetArn, "undelivered-dlq")
    ])
    error_message = "Everything that the topic tells, as it is, and a place for what could not be put."
  }
}

run "gives_each_stream_a_role_for_its_own_things" {
  command = plan

  assert {
    condition = alltrue(flatten([
      for name, policy in aws_iam_role_policy.delivery : [
        for statement in jsondecode(policy.policy).Statement : [
          for resource in statement.Resource : resource != "*"
        ]
      ]
    ]))
    error_message = "Nothing by a star."
  }
  assert {
    condition = {
      for name, policy in aws_iam_role_policy.delivery :
      name => one([for statement in jsondecode(policy.policy).Statement : statement.Resource if statement.Sid == "WriteItsOwnPrefixes"])
      } == {
      for name, stream in var.delivery_streams :
      name => ["arn:aws:s3:::${var.lake_bucket}/${stream.prefix}*", "arn:aws:s3:::${var.lake_bucket}/${stream.error_prefix}*"]
    }
    error_message = "A stream writes its own prefixes."
  }
}

run "refuses_two_kinds_of_source" {
  command = plan
  variables {
    delivery_streams = {
      clickstream = {
        sources      = { stream = "clickstream", topics = ["order-events"] }
        transform    = "ingestion"
        handler      = "transform_clickstream"
        prefix       = "raw/clickstream/"
        error_prefix = "errors/clickstream/"
        buffer       = { megabytes = 128, seconds = 300 }
      }
    }
  }

  expect_failures = [var.delivery_streams]
}
