# The jobs of pipelines/glue, in the order in which they build on each other, and the schedule that starts them.

locals {
  jobs       = yamldecode(file("${path.module}/jobs.yaml"))
  first_jobs = toset([for name, after in local.jobs : name if length(after) == 0])
  later_jobs = { for name, after in local.jobs : name => after if length(after) > 0 }

  code             = "s3://${var.bucket_names["artifacts"]}/lake/${var.code_version}"
  job_names        = { for name in keys(local.jobs) : name => "${var.name}-${replace(name, "_", "-")}" }
  job_role_name    = "${var.name}-lake-jobs-${var.region}"
  security_name    = "${var.name}-lake"
  log_group_prefix = "/mercato/${var.environment}/lake-jobs"

  python_modules = split("\n", trimspace(file("${path.module}/requirements.txt")))
}

resource "aws_glue_job" "this" {
  for_each = local.jobs

  name                   = local.job_names[each.key]
  description            = "pipelines/glue/${each.key}.py"
  role_arn               = aws_iam_role.jobs.arn
  glue_version           = "5.1"
  worker_type            = var.workers.type
  number_of_workers      = var.workers.number
  execution_class        = var.workers.execution_class
  timeout                = var.workers.timeout_minutes
  max_retries            = 1
  security_configuration = aws_glue_security_configuration.this.name

  command {
    name            = "glueetl"
    python_version  = "3"
    script_location = "${local.code}/${each.key}.py"
  }
  execution_property {
    max_concurrent_runs = 1 # two runs would write the same days
  }

  default_arguments = {
    "--extra-py-files"               = "${local.code}/mercato.zip"
    "--additional-python-modules"    = join(",", local.python_modules)
    "--custom-logGroup-prefix"       = local.log_group_prefix
    "--enable-auto-scaling"          = "true"
    "--enable-metrics"               = "true"
    "--enable-observability-metrics" = "true"
    "--job-bookmark-option"          = "job-bookmark-disable" # a job knows by days what is new
    "--TempDir"                      = "s3://${var.bucket_names["lake"]}/staging/glue/"
  }
  non_overridable_arguments = {
    "--lake" = "s3://${var.bucket_names["lake"]}"
  }

  depends_on = [aws_cloudwatch_log_group.jobs, aws_iam_role_policy.jobs]
}

resource "aws_glue_workflow" "this" {
  name                = "${var.name}-lake"
  description         = "Bring the curated tables up to date with what was received."
  max_concurrent_runs = 1
}

resource "aws_glue_trigger" "start" {
  name          = "${var.name}-lake-start"
  description   = "Jobs that need no other."
  type          = "SCHEDULED"
  schedule      = var.schedule.cron
  enabled       = var.schedule.enabled
  workflow_name = aws_glue_workflow.this.name

  dynamic "actions" {
    for_each = local.first_jobs
    content {
      job_name  = aws_glue_job.this[actions.value].name
      arguments = { "--last-days" = tostring(var.schedule.last_days) }
    }
  }
}

resource "aws_glue_trigger" "then" {
  for_each = local.later_jobs

  name          = "${var.name}-lake-${replace(each.key, "_", "-")}"
  description   = "After ${join(", ", each.value)}."
  type          = "CONDITIONAL"
  enabled       = true
  workflow_name = aws_glue_workflow.this.name

  predicate {
    logical = "AND"

    dynamic "conditions" {
      for_each = each.value
      content {
        job_name         = aws_glue_job.this[conditions.value].name
        state            = "SUCCEEDED"
        logical_operator = "EQUALS"
      }
    }
  }
  actions {
    job_name  = aws_glue_job.this[each.key].name
    arguments = { "--last-days" = tostring(var.schedule.last_days) }
  }
}

resource "aws_glue_security_configuration" "this" {
  name = local.security_name

  encryption_configuration {
    cloudwatch_encryption {
      cloudwatch_encryption_mode = "SSE-KMS"
      kms_key_arn                = var.logs_key_arn
    }
    job_bookmarks_encryption {
      job_bookmarks_encryption_mode = "CSE-KMS"
      kms_key_arn                   = var.key_arn
    }
    s3_encryption {
      s3_encryption_mode = "SSE-KMS"
      kms_key_arn        = var.key_arn
    }
  }
}

# Glue composes the names from the prefix, the security configuration and the role; made here, they have an end.
resource "aws_cloudwatch_log_group" "jobs" {
  for_each = toset(["error", "output"])

  name              = "${local.log_group_prefix}/${local.security_name}-role/${local.job_role_name}/${each.key}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.logs_key_arn
}

resource "aws_iam_role" "jobs" {
  name                 = local.job_role_name
  description          = "The lake's jobs: read the raw zone, write the curated one."
  permissions_boundary = var.permissions_boundary_arn
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "glue.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
    }]
  })
}

resource "aws_iam_role_policy" "jobs" {
  name   = "lake"
  role   = aws_iam_role.jobs.id
  policy = jsonencode({ Version = "2012-10-17", Statement = local.job_statements })
}

locals {
  job_statements = [
    {
      Sid      = "SeeWhatThereIs"
      Effect   = "Allow"
      Action   = ["s3:GetBucketLocation", "s3:ListBucket"]
      Resource = [local.lake_arn]
    },
    {
      Sid      = "ReadTheLake"
      Effect   = "Allow"
      Action   = ["s3:GetObject"]
      Resource = [for zone in ["raw", "curated", "staging"] : "${local.lake_arn}/${zone}/*"]
    },
    {
      Sid    = "WriteTheCuratedZone"
      Effect = "Allow"
      Action = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject"]
      Resource = [
        "${local.lake_arn}/curated/*", "${local.lake_arn}/staging/*",
        "${local.lake_arn}/staging_$folder$", # Spark marks the directories that it makes
      ]
    },
    {
      Sid      = "ReadTheirCode"
      Effect   = "Allow"
      Action   = ["s3:GetObject"]
      Resource = ["arn:aws:s3:::${var.bucket_names["artifacts"]}/lake/*"]
    },
    {
      Sid       = "UseTheKeyOfObjects"
      Effect    = "Allow"
      Action    = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"]
      Resource  = [var.key_arn]
      Condition = { StringEquals = { "kms:ViaService" = ["s3.${var.region}.amazonaws.com", "glue.${var.region}.amazonaws.com"] } }
    },
    {
      Sid      = "WriteLogs"
      Effect   = "Allow"
      Action   = ["logs:AssociateKmsKey", "logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
      Resource = ["arn:aws:logs:${var.region}:${var.account_id}:log-group:${local.log_group_prefix}/*"]
    },
    {
      Sid       = "WriteMetrics"
      Effect    = "Allow"
      Action    = ["cloudwatch:PutMetricData"]
      Resource  = ["*"] # CloudWatch knows no ARN of metrics; the condition stands in its place
      Condition = { StringEquals = { "cloudwatch:namespace" = "Glue" } }
    },
    {
      Sid      = "ReadTheSecurityConfiguration"
      Effect   = "Allow"
      Action   = ["glue:GetSecurityConfiguration"]
      Resource = ["*"] # Glue knows no ARN of it; it says which keys are used, nothing else
    },
  ]
}
