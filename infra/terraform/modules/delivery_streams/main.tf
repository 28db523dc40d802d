# Firehose into the lake's raw zone: a function checks and routes each record, and rows are written as Parquet
# by the schema of a Glue table, in partitions that the function names. See docs/adr/0006-the-lake.md.

locals {
  streams = { for name, stream in var.delivery_streams : name => merge(stream, {
    arn          = "arn:aws:firehose:${var.region}:${var.account_id}:deliverystream/${var.name}-${name}"
    table        = basename(stream.prefix)
    function_arn = var.function_arns["${stream.transform}.${stream.handler}"]
    source_arn   = stream.sources.stream == null ? null : "arn:aws:kinesis:${var.region}:${var.account_id}:stream/${var.name}-${stream.sources.stream}"
  }) }
  lake_arn = "arn:aws:s3:::${var.lake_bucket}"
  glue_arn = "arn:aws:glue:${var.region}:${var.account_id}"
}

resource "aws_kinesis_firehose_delivery_stream" "this" {
  for_each = local.streams

  name        = "${var.name}-${each.key}"
  destination = "extended_s3"

  dynamic "kinesis_source_configuration" {
    for_each = each.value.source_arn[*]
    content {
      kinesis_stream_arn = kinesis_source_configuration.value
      role_arn           = aws_iam_role.delivery[each.key].arn
    }
  }

  # What comes from Kinesis is encrypted there.
  dynamic "server_side_encryption" {
    for_each = each.value.source_arn == null ? ["topics"] : []
    content {
      enabled  = true
      key_type = "CUSTOMER_MANAGED_CMK"
      key_arn  = var.key_arns.messages
    }
  }

  extended_s3_configuration {
    role_arn            = aws_iam_role.delivery[each.key].arn
    bucket_arn          = local.lake_arn
    prefix              = "${each.value.prefix}event_type=!{partitionKeyFromLambda:event_type}/dt=!{partitionKeyFromLambda:dt}/"
    error_output_prefix = "${each.value.error_prefix}!{firehose:error-output-type}/dt=!{timestamp:yyyy-MM-dd}/"
    buffering_size      = each.value.buffer.megabytes
    buffering_interval  = each.value.buffer.seconds
    kms_key_arn         = var.key_arns.objects
    compression_format  = "UNCOMPRESSED" # Parquet compresses by itself

    dynamic_partitioning_configuration {
      enabled        = true
      retry_duration = 300
    }

    processing_configuration {
      enabled = true

      processors {
        type = "Lambda"
        # No other parameters: a megabyte per call and three attempts are what Firehose does by itself, the
        # function's answers are sized for them, and the provider forgets defaults and plans them for ever.
        parameters {
          parameter_name  = "LambdaArn"
          parameter_value = "${each.value.function_arn}:$LATEST"
        }
      }
    }

    data_format_conversion_configuration {
      enabled = true

      input_format_configuration {
        deserializer {
          open_x_json_ser_de {
            case_insensitive = true
          }
        }
      }
      output_format_configuration {
        serializer {
          parquet_ser_de {
            compression = "SNAPPY"
          }
        }
      }
      schema_configuration {
        database_name = var.raw_database
        table_name    = each.value.table
        region        = var.region
        role_arn      = aws_iam_role.delivery[each.key].arn
        version_id    = "LATEST"
      }
    }

    cloudwatch_logging_options {
      enabled         = true
      log_group_name  = aws_cloudwatch_log_group.this[each.key].name
      log_stream_name = aws_cloudwatch_log_stream.this[each.key].name
    }
  }

  depends_on = [aws_iam_role_policy.delivery]
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = local.streams

  name              = "/aws/kinesisfirehose/${var.name}-${each.key}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.key_arns.logs
}

resource "aws_cloudwatch_log_stream" "this" {
  for_each = local.streams

  name           = "DestinationDelivery"
  log_group_name = aws_cloudwatch_log_group.this[each.key].name
}

resource "aws_iam_role" "delivery" {
  for_each = local.streams

  name                 = "${var.name}-delivery-${each.key}-${var.region}"
  description          = "Firehose brings ${each.key} into the lake with it."
  permissions_boundary = var.permissions_boundary_arn
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "firehose.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "sts:ExternalId" = var.account_id } }
    }]
  })
}

resource "aws_iam_role_policy" "delivery" {
  for_each = local.streams

  name   = "delivery"
  role   = aws_iam_role.delivery[each.key].id
  policy = jsonencode({ Version = "2012-10-17", Statement = local.delivery_statements[each.key] })
}

locals {
  delivery_statements = { for name, stream in local.streams : name => concat(
    [
      {
        Sid      = "FindTheBucket"
        Effect   = "Allow"
        Action   = ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"]
        Resource = [local.lake_arn]
      },
      {
        Sid      = "WriteItsOwnPrefixes"
        Effect   = "Allow"
        Action   = ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"]
        Resource = ["${local.lake_arn}/${stream.prefix}*", "${local.lake_arn}/${stream.error_prefix}*"]
      },
      {
        Sid       = "UseTheKeyOfObjects"
        Effect    = "Allow"
        Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource  = [var.key_arns.objects]
        Condition = { StringEquals = { "kms:ViaService" = "s3.${var.region}.amazonaws.com" } }
      },
      {
        Sid      = "Transform"
        Effect   = "Allow"
        Action   = ["lambda:GetFunctionConfiguration", "lambda:InvokeFunction"]
        Resource = [stream.function_arn, "${stream.function_arn}:$LATEST"]
      },
      {
        Sid    = "ReadTheSchema"
        Effect = "Allow"
        Action = ["glue:GetTable", "glue:GetTableVersion", "glue:GetTableVersions"]
        Resource = [
          "${local.glue_arn}:catalog", "${local.glue_arn}:database/${var.raw_database}",
          "${local.glue_arn}:table/${var.raw_database}/${stream.table}",
        ]
      },
      {
        Sid      = "WriteItsLog"
        Effect   = "Allow"
        Action   = ["logs:PutLogEvents"]
        Resource = ["arn:aws:logs:${var.region}:${var.account_id}:log-group:/aws/kinesisfirehose/${var.name}-${name}:log-stream:*"]
      },
    ],
    [for source in stream.source_arn[*] : {
      Sid      = "ReadTheStream"
      Effect   = "Allow"
      Action   = ["kinesis:DescribeStream", "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards"]
      Resource = [source]
    }],
    [for source in stream.source_arn[*] : {
      Sid       = "ReadWhatIsEncrypted"
      Effect    = "Allow"
      Action    = ["kms:Decrypt"]
      Resource  = [var.key_arns.messages]
      Condition = { StringEquals = { "kms:ViaService" = "kinesis.${var.region}.amazonaws.com" } }
    }],
  ) }
}
