# Topics, and one queue per consumer and topic with what belongs to it: a dead-letter queue, a subscription
# that delivers only what the consumer knows, and policies. infra/local/provision.py makes the same locally.

locals {
  topic_arns = { for name in keys(var.topics) : name => "arn:aws:sns:${var.region}:${var.account_id}:${var.name}-${name}" }
  queue_arns = { for name in keys(var.queues) : name => "arn:aws:sqs:${var.region}:${var.account_id}:${var.name}-${name}" }

  # Data keys are used again for five minutes: fewer calls of KMS, which has a limit per second.
  key_reuse_seconds = 300
}

resource "aws_sns_topic" "this" {
  for_each = var.topics

  name              = "${var.name}-${each.key}"
  kms_master_key_id = var.key_arn
  signature_version = 2 # SHA-256
  tracing_config    = "Active"

  # Deliveries that failed are in CloudWatch Logs with the reason; those that went well need no line.
  sqs_failure_feedback_role_arn      = aws_iam_role.delivery_log.arn
  firehose_failure_feedback_role_arn = aws_iam_role.delivery_log.arn
}

# Without it topics with active tracing write no segment, and say nothing.
resource "aws_xray_resource_policy" "this" {
  policy_name = "${var.name}-topics"
  policy_document = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TopicsWriteSegments"
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = ["xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:PutTraceSegments"]
      Resource  = "*" # X-Ray has no resources; the conditions name whose segments
      Condition = {
        StringEquals = { "aws:SourceAccount" = var.account_id }
        StringLike   = { "aws:SourceArn" = "arn:aws:sns:${var.region}:${var.account_id}:${var.name}-*" }
      }
    }]
  })
}

resource "aws_sns_topic_policy" "this" {
  for_each = var.topics

  arn = aws_sns_topic.this[each.key].arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      # Services publish by the policies of their roles: a role of this account needs no word here.
      [{
        Sid       = "OnlyOverTls"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sns:Publish"
        Resource  = local.topic_arns[each.key]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }],
      [for producer in [each.value.producer] : {
        Sid       = "SesTellsOfOurMails"
        Effect    = "Allow"
        Principal = { Service = "ses.amazonaws.com" }
        Action    = "sns:Publish"
        Resource  = local.topic_arns[each.key]
        Condition = {
          StringEquals = { "aws:SourceAccount" = var.account_id }
          ArnEquals    = { "aws:SourceArn" = "arn:aws:ses:${var.region}:${var.account_id}:configuration-set/${var.configuration_set}" }
        }
      } if producer == "ses"],
    )
  })
}

resource "aws_sqs_queue" "dead_letters" {
  for_each = var.queues

  name                              = "${var.name}-${each.key}-dlq"
  message_retention_seconds         = var.queue_defaults.dlq_message_retention_seconds
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = var.key_arn
  kms_data_key_reuse_period_seconds = local.key_reuse_seconds
  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [local.queue_arns[each.key]]
  })
}

resource "aws_sqs_queue" "this" {
  for_each = var.queues

  name                              = "${var.name}-${each.key}"
  visibility_timeout_seconds        = coalesce(each.value.visibility_timeout_seconds, var.queue_defaults.visibility_timeout_seconds)
  message_retention_seconds         = var.queue_defaults.message_retention_seconds
  receive_wait_time_seconds         = 20
  kms_master_key_id                 = var.key_arn
  kms_data_key_reuse_period_seconds = local.key_reuse_seconds
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letters[each.key].arn
    maxReceiveCount     = var.queue_defaults.max_receive_count
  })
}

# The topic sends to the queue; to its dead-letter queue, what it could not deliver.
resource "aws_sqs_queue_policy" "this" {
  for_each = local.policies

  queue_url = each.value.url
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "OnlyOverTls"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sqs:*"
        Resource  = each.value.arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
      {
        Sid       = "ItsTopicSends"
        Effect    = "Allow"
        Principal = { Service = "sns.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = each.value.arn
        Condition = { ArnEquals = { "aws:SourceArn" = each.value.topic } }
      },
    ]
  })
}

locals {
  policies = merge(
    { for name, queue in var.queues : name => {
      url   = aws_sqs_queue.this[name].url
      arn   = local.queue_arns[name]
      topic = local.topic_arns[queue.topic]
    } },
    { for name, queue in var.queues : "${name}-dlq" => {
      url   = aws_sqs_queue.dead_letters[name].url
      arn   = "${local.queue_arns[name]}-dlq"
      topic = local.topic_arns[queue.topic]
    } },
  )
}

# Raw, so that a consumer reads our envelope and not SNS's around it. What SNS could not deliver (a policy or
# a key was changed wrongly) waits beside what a consumer gave up: one place to look, one way back.
resource "aws_sns_topic_subscription" "this" {
  for_each = var.queues

  topic_arn            = aws_sns_topic.this[each.value.topic].arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.this[each.key].arn
  raw_message_delivery = true
  filter_policy_scope  = length(each.value.events) == 0 ? null : "MessageAttributes"
  filter_policy        = length(each.value.events) == 0 ? null : jsonencode({ event_type = each.value.events })
  redrive_policy       = jsonencode({ deadLetterTargetArn = aws_sqs_queue.dead_letters[each.key].arn })

  depends_on = [aws_sqs_queue_policy.this] # or the first messages are refused
}

resource "aws_iam_role" "delivery_log" {
  name                 = "${var.name}-topics-${var.region}"
  description          = "SNS writes with it which deliveries failed, and why."
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

resource "aws_iam_role_policy" "delivery_log" {
  name = "delivery-log"
  role = aws_iam_role.delivery_log.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource = [for log in values(aws_cloudwatch_log_group.failed_deliveries) : "${log.arn}:*"]
    }]
  })
}

# SNS chooses the name; made here, it has an end and a key.
resource "aws_cloudwatch_log_group" "failed_deliveries" {
  for_each = var.topics

  name              = "sns/${var.region}/${var.account_id}/${var.name}-${each.key}/Failure"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.logs_key_arn
}
