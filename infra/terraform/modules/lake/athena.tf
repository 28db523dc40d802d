# Where the lake is asked. The workgroup decides where results go and how much a query may read; who asks
# cannot decide otherwise.

resource "aws_athena_workgroup" "this" {
  name          = var.name
  description   = "Questions to the lake of ${var.environment}"
  force_destroy = var.force_destroy

  configuration {
    enforce_workgroup_configuration    = true
    publish_cloudwatch_metrics_enabled = true
    bytes_scanned_cutoff_per_query     = var.scan_limit_gigabytes * 1000000000

    engine_version {
      selected_engine_version = "Athena engine version 3"
    }
    result_configuration {
      output_location       = "s3://${module.results.id}/"
      expected_bucket_owner = var.account_id

      encryption_configuration {
        encryption_option = "SSE_KMS"
        kms_key_arn       = var.key_arn
      }
    }
  }
}

resource "aws_athena_named_query" "this" {
  for_each = { for query in local.catalog.named_queries : query.name => query }

  name        = each.key
  description = each.value.description
  workgroup   = aws_athena_workgroup.this.name
  database    = aws_glue_catalog_database.this[each.value.database].name
  query       = replace(each.value.query, local.database_word, "${var.database_prefix}$1.")
}

# What an analyst needs and no more: a policy for whatever people sign in with, such as a permission set.
# The raw zone, and what could not be read, are not theirs.
resource "aws_iam_policy" "analyst" {
  name        = "${var.name}-analyst-${var.region}"
  description = "Ask the curated zone of ${var.name} by Athena."
  policy      = jsonencode({ Version = "2012-10-17", Statement = local.analyst_statements })
}

locals {
  analyst_databases = [for name in ["curated", "analytics"] : local.database_names[name]]

  analyst_statements = [
    {
      Sid    = "Ask"
      Effect = "Allow"
      Action = [
        "athena:BatchGetNamedQuery", "athena:BatchGetQueryExecution", "athena:GetNamedQuery",
        "athena:GetQueryExecution", "athena:GetQueryResults", "athena:GetQueryResultsStream", "athena:GetWorkGroup",
        "athena:ListNamedQueries", "athena:ListQueryExecutions", "athena:StartQueryExecution", "athena:StopQueryExecution",
      ]
      Resource = ["arn:aws:athena:${var.region}:${var.account_id}:workgroup/${var.name}"]
    },
    {
      Sid    = "SeeWhatThereIs"
      Effect = "Allow"
      Action = [
        "athena:GetDatabase", "athena:GetTableMetadata", "athena:ListDatabases", "athena:ListTableMetadata",
      ]
      Resource = ["arn:aws:athena:${var.region}:${var.account_id}:datacatalog/AwsDataCatalog"]
    },
    {
      Sid    = "SeeTables"
      Effect = "Allow"
      Action = ["glue:GetDatabase", "glue:GetDatabases", "glue:GetPartition", "glue:GetPartitions", "glue:GetTable", "glue:GetTables"]
      Resource = concat(
        ["arn:aws:glue:${var.region}:${var.account_id}:catalog"],
        [for name in local.analyst_databases : "arn:aws:glue:${var.region}:${var.account_id}:database/${name}"],
        [for name in local.analyst_databases : "arn:aws:glue:${var.region}:${var.account_id}:table/${name}/*"],
      )
    },
    {
      Sid       = "ListTheCuratedZone"
      Effect    = "Allow"
      Action    = ["s3:ListBucket"]
      Resource  = [local.lake_arn]
      Condition = { StringLike = { "s3:prefix" = ["curated/*"] } }
    },
    {
      Sid      = "FindTheBuckets"
      Effect   = "Allow"
      Action   = ["s3:GetBucketLocation"]
      Resource = [local.lake_arn, local.results_arn]
    },
    {
      Sid      = "ReadTheCuratedZone"
      Effect   = "Allow"
      Action   = ["s3:GetObject"]
      Resource = ["${local.lake_arn}/curated/*"]
    },
    {
      Sid      = "KeepResults"
      Effect   = "Allow"
      Action   = ["s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"]
      Resource = ["${local.results_arn}/*"]
    },
    {
      Sid      = "ListResults"
      Effect   = "Allow"
      Action   = ["s3:ListBucket", "s3:ListBucketMultipartUploads"]
      Resource = [local.results_arn]
    },
    {
      Sid       = "UseTheKeyByS3"
      Effect    = "Allow"
      Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
      Resource  = [var.key_arn]
      Condition = { StringEquals = { "kms:ViaService" = "s3.${var.region}.amazonaws.com" } }
    },
  ]
}
