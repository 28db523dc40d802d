# Who is called at night, and who finds it in the morning. The key is the topics' own: AWS's key for SNS cannot
# be used by CloudWatch, which then drops the alarm without a word.

locals {
  severities = toset(["page", "ticket"])
  topics     = { for severity in local.severities : severity => "${var.name}-alarms-${severity}" }
  arns = {
    for severity, topic in local.topics : severity => "arn:aws:sns:${var.region}:${var.account_id}:${topic}"
  }
  subscriptions = merge([
    for severity, subscribers in var.subscribers : {
      for each in subscribers : "${severity}-${each.protocol}-${each.endpoint}" => merge(each, { severity = severity })
    }
  ]...)
  tellers = ["cloudwatch.amazonaws.com", "events.amazonaws.com"]
}

resource "aws_kms_key" "this" {
  region                  = var.region
  description             = "${var.name}: what alarms say"
  enable_key_rotation     = true
  rotation_period_in_days = 365
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.key.json
}

resource "aws_kms_alias" "this" {
  region        = var.region
  name          = "alias/${var.name}-alarms"
  target_key_id = aws_kms_key.this.key_id
}

data "aws_iam_policy_document" "key" {
  # A key policy speaks of its own key: `*` is that key.
  statement {
    sid       = "AccountDecidesByItsOwnPolicies"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${var.account_id}:root"]
    }
  }
  statement {
    sid       = "AlarmsOfThisAccount"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey*"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [var.account_id]
    }
  }
  # EventBridge does not tell KMS for whom it asks: with a condition, every event would be dropped without a
  # word. The topics' policies name the account.
  statement {
    sid       = "Events"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey*"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }
  }
}

resource "aws_sns_topic" "this" {
  for_each = local.topics

  region            = var.region
  name              = each.value
  kms_master_key_id = aws_kms_key.this.arn
}

resource "aws_sns_topic_policy" "this" {
  for_each = local.topics

  region = var.region
  arn    = aws_sns_topic.this[each.key].arn
  policy = data.aws_iam_policy_document.topic[each.key].json
}

data "aws_iam_policy_document" "topic" {
  for_each = local.arns

  statement {
    sid       = "AlarmsAndEventsOfThisAccountTell"
    actions   = ["sns:Publish"]
    resources = [each.value]

    principals {
      type        = "Service"
      identifiers = local.tellers
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [var.account_id]
    }
  }
  statement {
    sid       = "OnlyEncrypted"
    effect    = "Deny"
    actions   = ["sns:Publish"]
    resources = [each.value]

    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_sns_topic_subscription" "this" {
  for_each = local.subscriptions

  region                 = var.region
  topic_arn              = aws_sns_topic.this[each.value.severity].arn
  protocol               = each.value.protocol
  endpoint               = each.value.endpoint
  endpoint_auto_confirms = each.value.protocol == "https"
}
