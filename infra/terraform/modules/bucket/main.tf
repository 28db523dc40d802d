# A private bucket: nothing public, nothing without TLS, nothing unencrypted, nothing half uploaded for long.

locals {
  arn = "arn:aws:s3:::${var.name}"

  statements = concat([local.tls_only, local.modern_tls], [
    for statement in var.policy_statements : merge(
      {
        Sid    = statement.sid
        Effect = "Allow"
        Principal = merge(
          length(statement.service_principals) > 0 ? { Service = statement.service_principals } : {},
          length(statement.aws_principals) > 0 ? { AWS = statement.aws_principals } : {},
        )
        Action   = statement.actions
        Resource = [for path in statement.paths : "${local.arn}${path}"]
      },
      length(statement.conditions) == 0 ? {} : {
        Condition = {
          for test in distinct(statement.conditions[*].test) : test => {
            for condition in statement.conditions : condition.variable => condition.values if condition.test == test
          }
        }
      },
    )
  ])
  tls_only = {
    Sid       = "OnlyOverTls"
    Effect    = "Deny"
    Principal = "*"
    Action    = "s3:*"
    Resource  = [local.arn, "${local.arn}/*"]
    Condition = { Bool = { "aws:SecureTransport" = "false" } }
  }
  modern_tls = {
    Sid       = "OnlyModernTls"
    Effect    = "Deny"
    Principal = "*"
    Action    = "s3:*"
    Resource  = [local.arn, "${local.arn}/*"]
    Condition = { NumericLessThan = { "s3:TlsVersion" = 1.2 } }
  }
}

resource "aws_s3_bucket" "this" {
  bucket        = var.name
  force_destroy = var.force_destroy
}

resource "aws_s3_bucket_public_access_block" "this" {
  bucket = aws_s3_bucket.this.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    object_ownership = "BucketOwnerEnforced" # access control lists are off
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    bucket_key_enabled = var.key_arn != null # one call of KMS per bucket and hour, not per object

    apply_server_side_encryption_by_default {
      sse_algorithm     = var.key_arn == null ? "AES256" : "aws:kms"
      kms_master_key_id = var.key_arn
    }
  }
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id

  versioning_configuration {
    status = var.versioning ? "Enabled" : "Suspended"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    id     = "housekeeping"
    status = "Enabled"

    filter {
      prefix = ""
    }
    abort_incomplete_multipart_upload {
      days_after_initiation = 3
    }
    expiration {
      expired_object_delete_marker = true
    }
    noncurrent_version_expiration {
      noncurrent_days = var.noncurrent_version_days
    }
  }

  dynamic "rule" {
    for_each = var.lifecycle_rules
    content {
      id     = rule.value.id
      status = "Enabled"

      filter {
        prefix = rule.value.prefix
      }
      dynamic "expiration" {
        for_each = rule.value.expiration_days[*]
        content {
          days = expiration.value
        }
      }
      dynamic "noncurrent_version_expiration" {
        for_each = rule.value.noncurrent_version_days[*]
        content {
          noncurrent_days = noncurrent_version_expiration.value
        }
      }
      dynamic "transition" {
        for_each = rule.value.transitions
        content {
          days          = transition.value.days
          storage_class = transition.value.storage_class
        }
      }
    }
  }

  depends_on = [aws_s3_bucket_versioning.this] # rules for old versions are refused before
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id
  policy = jsonencode({ Version = "2012-10-17", Statement = local.statements })

  depends_on = [aws_s3_bucket_public_access_block.this] # S3 answers 409 to both at once
}

resource "aws_s3_bucket_logging" "this" {
  for_each = toset(var.access_log_bucket == null ? [] : ["requests"])

  bucket        = aws_s3_bucket.this.id
  target_bucket = var.access_log_bucket.id
  target_prefix = "s3/${var.name}/"
}

resource "aws_s3_bucket_cors_configuration" "this" {
  for_each = toset(length(var.cors_origins) == 0 ? [] : ["pages"])

  bucket = aws_s3_bucket.this.id

  cors_rule {
    allowed_methods = ["GET", "HEAD", "POST", "PUT"]
    allowed_origins = var.cors_origins
    allowed_headers = ["*"]
    expose_headers  = ["ETag"]
    max_age_seconds = 3600
  }
}

resource "aws_s3_bucket_replication_configuration" "this" {
  for_each = toset(var.replication == null ? [] : ["copy"])

  bucket = aws_s3_bucket.this.id
  role   = var.replication.role_arn

  dynamic "rule" {
    for_each = var.replication.prefixes
    content {
      id       = rule.value == "" ? "everything" : trim(replace(rule.value, "/", "-"), "-")
      priority = rule.key
      status   = "Enabled"

      filter {
        prefix = rule.value
      }
      # What is deleted by mistake here is not deleted there; retention is each bucket's lifecycle rules.
      delete_marker_replication {
        status = "Disabled"
      }
      dynamic "source_selection_criteria" {
        for_each = var.replication.replica_key_arn[*]
        content {
          sse_kms_encrypted_objects {
            status = "Enabled"
          }
        }
      }
      destination {
        bucket        = var.replication.destination_bucket_arn
        storage_class = "STANDARD"

        dynamic "encryption_configuration" {
          for_each = var.replication.replica_key_arn[*]
          content {
            replica_kms_key_id = encryption_configuration.value
          }
        }
        metrics {
          status = "Enabled"

          dynamic "event_threshold" {
            for_each = var.replication.time_control ? [15] : []
            content {
              minutes = event_threshold.value
            }
          }
        }
        dynamic "replication_time" {
          for_each = var.replication.time_control ? [15] : []
          content {
            status = "Enabled"
            time {
              minutes = replication_time.value
            }
          }
        }
      }
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]

  lifecycle {
    precondition {
      condition     = var.versioning && (var.key_arn == null) == (var.replication.replica_key_arn == null)
      error_message = "Replication needs versions; and objects under a KMS key need one in the other region too."
    }
  }
}
