# Topics that a delivery stream hears: whole and raw, so that a record is our envelope.

locals {
  hearing = { for name, stream in local.streams : name => stream if length(stream.sources.topics) > 0 }
  subscriptions = merge([
    for name, stream in local.hearing : {
      for topic in stream.sources.topics :
      "${name}.${topic}" => { stream = name, topic_arn = "arn:aws:sns:${var.region}:${var.account_id}:${var.name}-${topic}" }
    }
  ]...)
}

resource "aws_sns_topic_subscription" "this" {
  for_each = local.subscriptions

  topic_arn             = each.value.topic_arn
  protocol              = "firehose"
  endpoint              = aws_kinesis_firehose_delivery_stream.this[each.value.stream].arn
  subscription_role_arn = aws_iam_role.subscription[each.value.stream].arn
  raw_message_delivery  = true
  redrive_policy        = jsonencode({ deadLetterTargetArn = aws_sqs_queue.undelivered[each.value.stream].arn })

  depends_on = [aws_iam_role_policy.subscription, aws_sqs_queue_policy.undelivered]
}

resource "aws_iam_role" "subscription" {
  for_each = local.hearing

  name                 = "${var.name}-hears-${each.key}-${var.region}"
  description          = "SNS puts into ${each.key} with it what its topics tell."
  permissions_boundary = var.permissions_boundary_arn
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
    }]
  })
}

resource "aws_iam_role_policy" "subscription" {
  for_each = local.hearing

  name = "put"
  role = aws_iam_role.subscription[each.key].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Action = [
        "firehose:DescribeDeliveryStream", "firehose:ListTagsForDeliveryStream",
        "firehose:PutRecord", "firehose:PutRecordBatch",
      ]
      Resource = [each.value.arn]
    }]
  })
}

# What SNS could not put, for two weeks. The outboxes of the services have it too: `mercato lake replay` is
# the way back, so nobody consumes this; an alarm looks at its depth.
resource "aws_sqs_queue" "undelivered" {
  for_each = local.hearing

  name                              = "${var.name}-${each.key}-undelivered-dlq"
  message_retention_seconds         = 1209600
  kms_master_key_id                 = var.key_arns.messages
  kms_data_key_reuse_period_seconds = 300
  redrive_allow_policy              = jsonencode({ redrivePermission = "denyAll" }) # no queue's
}

resource "aws_sqs_queue_policy" "undelivered" {
  for_each = local.hearing

  queue_url = aws_sqs_queue.undelivered[each.key].url
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "OnlyOverTls"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sqs:*"
        Resource  = "arn:aws:sqs:${var.region}:${var.account_id}:${var.name}-${each.key}-undelivered-dlq"
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
      {
        Sid       = "ItsTopicsSend"
        Effect    = "Allow"
        Principal = { Service = "sns.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = "arn:aws:sqs:${var.region}:${var.account_id}:${var.name}-${each.key}-undelivered-dlq"
        Condition = { ArnEquals = { "aws:SourceArn" = [
          for subscription in local.subscriptions : subscription.topic_arn if subscription.stream == each.key
        ] } }
      },
    ]
  })
}
