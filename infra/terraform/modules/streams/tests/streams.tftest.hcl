mock_provider "aws" {}

variables {
  name    = "mercato-test"
  key_arn = "arn:aws:kms:eu-central-1:111111111111:key/mrk-messages"
  streams = yamldecode(file("../../../topology.yaml")).streams
}

run "makes_the_topologys_streams" {
  command = plan

  assert {
    condition = {
      for name, stream in aws_kinesis_stream.this : name => stream.retention_period
    } == { for name, stream in var.streams : name => stream.retention_hours }
    error_message = "Each stream keeps its records for as long as the topology says."
  }
  assert {
    condition     = alltrue([for stream in aws_kinesis_stream.this : stream.encryption_type == "KMS" && stream.kms_key_id == var.key_arn])
    error_message = "Streams are encrypted with the key of messages."
  }
  assert {
    condition     = alltrue([for stream in aws_kinesis_stream.this : stream.stream_mode_details[0].stream_mode == "ON_DEMAND"])
    error_message = "Without a number of shards, a stream takes what comes."
  }
}

run "has_as_many_shards_as_wanted" {
  command = plan
  variables {
    shards = 2
  }

  assert {
    condition     = alltrue([for stream in aws_kinesis_stream.this : stream.stream_mode_details[0].stream_mode == "PROVISIONED" && stream.shard_count == 2])
    error_message = "A number of shards means provisioned."
  }
}

run "refuses_less_than_a_day" {
  command = plan
  variables {
    streams = { clickstream = { producer = "bff", retention_hours = 1 } }
  }

  expect_failures = [var.streams]
}
