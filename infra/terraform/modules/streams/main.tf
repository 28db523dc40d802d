# Kinesis data streams as the topology names them.

resource "aws_kinesis_stream" "this" {
  for_each = var.streams

  name             = "${var.name}-${each.key}"
  retention_period = each.value.retention_hours
  shard_count      = var.shards
  encryption_type  = "KMS"
  kms_key_id       = var.key_arn

  # A deployment that removes a stream with readers should fail and be looked at.
  enforce_consumer_deletion = false

  stream_mode_details {
    stream_mode = var.shards == null ? "ON_DEMAND" : "PROVISIONED"
  }
}
