# One key for each class of data, so that who may read messages says nothing about who may read orders.
# Keys are multi-region: what Secrets Manager, S3 and DynamoDB replicate stays readable in the other region
# when this one is gone.

locals {
  # Purpose -> the AWS services that use the key on somebody's behalf, and those that use it for themselves.
  purposes = {
    data = {
      description = "Aurora, DynamoDB, ElastiCache, OpenSearch and backups"
      via         = ["rds", "dynamodb", "elasticache", "es", "backup"]
      principals  = []
    }
    messages = {
      description = "SNS, SQS, Kinesis and Firehose"
      via         = ["sqs", "sns", "kinesis", "firehose"]
      # Whoever publishes to an encrypted topic or queue must be able to use its key: without these,
      # SNS and SES lose messages without a word.
      principals = ["sns.amazonaws.com", "ses.amazonaws.com"]
    }
    objects = {
      description = "S3 objects: media, the lake, results of queries"
      via         = ["s3", "athena", "glue", "firehose"]
      principals  = ["cloudfront.amazonaws.com", "delivery.logs.amazonaws.com"]
    }
    secrets = {
      description = "Secrets Manager"
      via         = ["secretsmanager"]
      principals  = []
    }
    logs = {
      description = "CloudWatch Logs"
      via         = []
      principals  = ["logs.amazonaws.com"]
    }
    cluster = {
      description = "Kubernetes secrets, and the nodes' disks"
      via         = ["ec2", "eks"]
      principals  = []
    }
    functions = {
      description = "The functions' environments"
      via         = ["lambda"]
      principals  = []
    }
  }
  replicated = var.replica_region == null ? {} : local.purposes
}

resource "aws_kms_key" "this" {
  for_each = local.purposes

  description             = "${var.name}: ${each.value.description}"
  multi_region            = true
  enable_key_rotation     = true
  rotation_period_in_days = 365
  deletion_window_in_days = var.deletion_window_days
  policy                  = data.aws_iam_policy_document.this[each.key].json
}

resource "aws_kms_alias" "this" {
  for_each = local.purposes

  name          = "alias/${var.name}-${each.key}"
  target_key_id = aws_kms_key.this[each.key].key_id
}

resource "aws_kms_replica_key" "this" {
  for_each = local.replicated

  region                  = var.replica_region
  description             = "${var.name}: ${each.value.description}"
  primary_key_arn         = aws_kms_key.this[each.key].arn
  deletion_window_in_days = var.deletion_window_days
  policy                  = data.aws_iam_policy_document.this[each.key].json
}

resource "aws_kms_alias" "replica" {
  for_each = local.replicated

  region        = var.replica_region
  name          = "alias/${var.name}-${each.key}"
  target_key_id = aws_kms_replica_key.this[each.key].key_id
}

data "aws_iam_policy_document" "this" {
  for_each = local.purposes

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

  dynamic "statement" {
    for_each = length(each.value.via) == 0 ? [] : [each.value.via]

    content {
      sid       = "WhoeverMayUseTheServiceInThisAccount"
      actions   = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
      resources = ["*"]

      principals {
        type        = "AWS"
        identifiers = ["*"]
      }
      condition {
        test     = "StringEquals"
        variable = "kms:CallerAccount"
        values   = [var.account_id]
      }
      condition {
        test     = "StringLike"
        variable = "kms:ViaService"
        values   = [for service in statement.value : "${service}.*.amazonaws.com"]
      }
    }
  }

  dynamic "statement" {
    for_each = length(each.value.via) == 0 ? [] : [each.value.via]

    content {
      sid       = "ServicesLendItToThemselves"
      actions   = ["kms:CreateGrant"]
      resources = ["*"]

      principals {
        type        = "AWS"
        identifiers = ["*"]
      }
      condition {
        test     = "StringEquals"
        variable = "kms:CallerAccount"
        values   = [var.account_id]
      }
      condition {
        test     = "StringLike"
        variable = "kms:ViaService"
        values   = [for service in statement.value : "${service}.*.amazonaws.com"]
      }
      condition {
        test     = "Bool"
        variable = "kms:GrantIsForAWSResource"
        values   = ["true"]
      }
    }
  }

  dynamic "statement" {
    for_each = length(each.value.principals) == 0 ? [] : [each.value.principals]

    content {
      sid       = "ServicesForThisAccount"
      actions   = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
      resources = ["*"]

      principals {
        type = "Service"
        # CloudWatch Logs is asked by region; the key is used in each that it has a replica in.
        identifiers = flatten([
          for principal in statement.value :
          principal == "logs.amazonaws.com" ? [for region in local.regions : "logs.${region}.amazonaws.com"] : [principal]
        ])
      }
      condition {
        test     = each.key == "logs" ? "ArnLike" : "StringEquals"
        variable = each.key == "logs" ? "kms:EncryptionContext:aws:logs:arn" : "aws:SourceAccount"
        values   = [each.key == "logs" ? "arn:aws:logs:*:${var.account_id}:*" : var.account_id]
      }
    }
  }
}

data "aws_region" "current" {}

locals {
  regions = compact([data.aws_region.current.region, var.replica_region])
}
