# The SNS platform application that push messages go through, once the operator has its credential.

locals {
  application = "${var.name}-${var.application}"
  arn         = "arn:aws:sns:${var.region}:${var.account_id}:app/${var.platform}/${local.application}"
  # Whether there is a credential is no secret.
  enabled = toset(nonsensitive(var.credential == null) ? [] : ["enabled"])
}

resource "aws_sns_platform_application" "this" {
  for_each = local.enabled

  name                      = local.application
  platform                  = var.platform
  platform_credential       = var.credential # the state keeps its hash
  failure_feedback_role_arn = aws_iam_role.delivery_log[each.key].arn
}

resource "aws_iam_role" "delivery_log" {
  for_each = local.enabled

  name                 = "${var.name}-push-${var.region}"
  description          = "SNS writes with it which push messages failed, and why."
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
  for_each = local.enabled

  name = "delivery-log"
  role = aws_iam_role.delivery_log[each.key].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource = "${aws_cloudwatch_log_group.failed_deliveries[each.key].arn}:*"
    }]
  })
}

resource "aws_cloudwatch_log_group" "failed_deliveries" {
  for_each = local.enabled

  name              = "sns/${var.region}/${var.account_id}/app/${var.platform}/${local.application}/Failure"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.logs_key_arn
}
