mock_provider "aws" {}

variables {
  name          = "mercato-prod"
  account_id    = "222222222222"
  regions       = ["eu-central-1", "eu-west-1"]
  trail_bucket  = "mercato-trail-222222222222"
  trail_key_arn = "arn:aws:kms:eu-north-1:222222222222:key/1"
}

run "no_bucket_can_become_public_and_the_trail_is_whole" {
  command = plan

  assert {
    condition = alltrue([
      aws_s3_account_public_access_block.this.block_public_acls, aws_s3_account_public_access_block.this.block_public_policy,
      aws_s3_account_public_access_block.this.ignore_public_acls, aws_s3_account_public_access_block.this.restrict_public_buckets,
    ])
    error_message = "A bucket could become public."
  }
  assert {
    condition     = aws_cloudtrail.this.is_multi_region_trail && aws_cloudtrail.this.enable_log_file_validation && aws_cloudtrail.this.kms_key_id == var.trail_key_arn
    error_message = "The trail misses regions, or could be changed unseen."
  }
}

run "each_region_is_watched" {
  command = plan

  assert {
    condition     = toset([for each in aws_guardduty_detector.this : each.region]) == var.regions && toset([for each in aws_accessanalyzer_analyzer.external : each.region]) == var.regions
    error_message = "A region is not watched."
  }
  assert {
    condition     = length(aws_guardduty_detector_feature.this) == 8
    error_message = "S3, EKS, RDS and Lambda are watched in each region."
  }
  assert {
    condition     = length(aws_macie2_account.this) == 0
    error_message = "Macie costs by the gigabyte: only where asked."
  }
}

run "what_an_organization_has_already_can_be_left_out" {
  command = plan

  variables {
    features = { guardduty = false, security_hub = false, inspector = false }
  }

  assert {
    condition     = length(aws_guardduty_detector.this) + length(aws_securityhub_account.this) + length(aws_inspector2_enabler.this) + length(aws_guardduty_detector_feature.this) == 0
    error_message = "A feature that is off was made."
  }
}
