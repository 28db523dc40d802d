mock_provider "aws" {}

variables {
  name    = "mercato-test-media-111111111111-eu-central-1"
  key_arn = "arn:aws:kms:eu-central-1:111111111111:key/mrk-0123456789abcdef0123456789abcdef"
}

run "is_private_and_encrypted" {
  command = plan

  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.this.block_public_acls,
      aws_s3_bucket_public_access_block.this.block_public_policy,
      aws_s3_bucket_public_access_block.this.ignore_public_acls,
      aws_s3_bucket_public_access_block.this.restrict_public_buckets,
    ])
    error_message = "All four switches against public access are on."
  }
  assert {
    condition     = aws_s3_bucket_ownership_controls.this.rule[0].object_ownership == "BucketOwnerEnforced"
    error_message = "Access control lists are off."
  }
  assert {
    condition = (
      one(aws_s3_bucket_server_side_encryption_configuration.this.rule).apply_server_side_encryption_by_default[0].sse_algorithm == "aws:kms" &&
      one(aws_s3_bucket_server_side_encryption_configuration.this.rule).apply_server_side_encryption_by_default[0].kms_master_key_id == var.key_arn &&
      one(aws_s3_bucket_server_side_encryption_configuration.this.rule).bucket_key_enabled
    )
    error_message = "Objects are encrypted with the key that was passed, through a bucket key."
  }
  assert {
    condition     = aws_s3_bucket_versioning.this.versioning_configuration[0].status == "Enabled"
    error_message = "Versions are kept unless they are not wanted."
  }
  assert {
    condition     = !aws_s3_bucket.this.force_destroy
    error_message = "A bucket with objects in it is not destroyed by default."
  }
  assert {
    condition = toset([
      for statement in jsondecode(aws_s3_bucket_policy.this.policy).Statement : statement.Sid if statement.Effect == "Deny" && statement.Principal == "*"
    ]) == toset(["OnlyOverTls", "OnlyModernTls"])
    error_message = "Requests without TLS 1.2 are denied to everybody."
  }
  assert {
    condition = alltrue([
      for statement in jsondecode(aws_s3_bucket_policy.this.policy).Statement : statement.Effect == "Deny"
    ])
    error_message = "The policy allows nobody anything of itself."
  }
  assert {
    condition     = aws_s3_bucket_lifecycle_configuration.this.rule[0].abort_incomplete_multipart_upload[0].days_after_initiation <= 7
    error_message = "Half uploads are removed within a week."
  }
  assert {
    condition     = length(aws_s3_bucket_logging.this) + length(aws_s3_bucket_replication_configuration.this) + length(aws_s3_bucket_cors_configuration.this) == 0
    error_message = "What is optional is off."
  }
}

run "uses_the_keys_of_s3_without_a_key" {
  command = plan
  variables {
    key_arn    = null
    versioning = false
  }

  assert {
    condition     = one(aws_s3_bucket_server_side_encryption_configuration.this.rule).apply_server_side_encryption_by_default[0].sse_algorithm == "AES256"
    error_message = "Without a KMS key, S3 encrypts with its own."
  }
}

run "replicates_with_the_key_of_the_other_region" {
  command = plan
  variables {
    replication = {
      destination_bucket_arn = "arn:aws:s3:::mercato-test-media-111111111111-eu-west-1"
      replica_key_arn        = "arn:aws:kms:eu-west-1:111111111111:key/mrk-0123456789abcdef0123456789abcdef"
      role_arn               = "arn:aws:iam::111111111111:role/mercato-test-replication-eu-central-1"
      prefixes               = ["raw/", "curated/"]
      time_control           = true
    }
  }

  assert {
    condition     = [for rule in aws_s3_bucket_replication_configuration.this["copy"].rule : rule.filter[0].prefix] == ["raw/", "curated/"]
    error_message = "A rule per prefix."
  }
  assert {
    condition = alltrue([
      for rule in aws_s3_bucket_replication_configuration.this["copy"].rule :
      rule.destination[0].encryption_configuration[0].replica_kms_key_id == var.replication.replica_key_arn &&
      rule.source_selection_criteria[0].sse_kms_encrypted_objects[0].status == "Enabled"
    ])
    error_message = "Encrypted objects are copied, and encrypted there with the other region's key."
  }
  assert {
    condition = alltrue([
      for rule in aws_s3_bucket_replication_configuration.this["copy"].rule :
      rule.destination[0].metrics[0].status == "Enabled" && rule.destination[0].replication_time[0].status == "Enabled"
    ])
    error_message = "The lag is measured, and promised where it was asked for."
  }
  assert {
    condition     = length(distinct([for rule in aws_s3_bucket_replication_configuration.this["copy"].rule : rule.priority])) == 2
    error_message = "Rules of one bucket have different priorities."
  }
}

run "does_not_replicate_without_versions" {
  command = plan
  variables {
    versioning = false
    replication = {
      destination_bucket_arn = "arn:aws:s3:::other"
      replica_key_arn        = "arn:aws:kms:eu-west-1:111111111111:key/mrk-0123456789abcdef0123456789abcdef"
      role_arn               = "arn:aws:iam::111111111111:role/replication"
    }
  }

  expect_failures = [aws_s3_bucket_replication_configuration.this]
}

run "does_not_forget_the_key_of_the_other_region" {
  command = plan
  variables {
    replication = {
      destination_bucket_arn = "arn:aws:s3:::other"
      role_arn               = "arn:aws:iam::111111111111:role/replication"
    }
  }

  expect_failures = [aws_s3_bucket_replication_configuration.this]
}

run "replicates_under_keys_of_s3" {
  command = plan
  variables {
    key_arn = null
    replication = {
      destination_bucket_arn = "arn:aws:s3:::other"
      role_arn               = "arn:aws:iam::111111111111:role/replication"
    }
  }

  assert {
    condition     = length(one(aws_s3_bucket_replication_configuration.this["copy"].rule).destination[0].encryption_configuration) == 0
    error_message = "Without a KMS key there is none to name."
  }
}

run "adds_statements_with_their_conditions" {
  command = plan
  variables {
    policy_statements = [{
      sid                = "CloudFrontReads"
      actions            = ["s3:GetObject"]
      service_principals = ["cloudfront.amazonaws.com"]
      conditions = [
        { test = "StringEquals", variable = "aws:SourceAccount", values = ["111111111111"] },
        { test = "ArnLike", variable = "aws:SourceArn", values = ["arn:aws:cloudfront::111111111111:distribution/*"] },
      ]
    }]
  }

  assert {
    condition = jsondecode(aws_s3_bucket_policy.this.policy).Statement[2] == {
      Sid       = "CloudFrontReads"
      Effect    = "Allow"
      Principal = { Service = ["cloudfront.amazonaws.com"] }
      Action    = ["s3:GetObject"]
      Resource  = ["arn:aws:s3:::mercato-test-media-111111111111-eu-central-1/*"]
      Condition = {
        StringEquals = { "aws:SourceAccount" = ["111111111111"] }
        ArnLike      = { "aws:SourceArn" = ["arn:aws:cloudfront::111111111111:distribution/*"] }
      }
    }
    error_message = "A statement reaches the policy whole."
  }
}

run "refuses_everybody" {
  command = plan
  variables {
    policy_statements = [{ sid = "Open", actions = ["s3:GetObject"], aws_principals = ["*"] }]
  }

  expect_failures = [var.policy_statements]
}

run "logs_requests" {
  command = plan
  variables {
    access_log_bucket = { id = "mercato-test-access-logs-111111111111-eu-central-1" }
  }

  assert {
    condition     = aws_s3_bucket_logging.this["requests"].target_prefix == "s3/mercato-test-media-111111111111-eu-central-1/"
    error_message = "Each bucket's requests are logged below its own prefix."
  }
}
