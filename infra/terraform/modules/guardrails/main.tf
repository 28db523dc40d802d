# What holds for the whole account, whatever is deployed in it.

locals {
  guardduty = var.features.guardduty ? var.regions : []
  protections = {
    for pair in setproduct(local.guardduty, ["S3_DATA_EVENTS", "EKS_AUDIT_LOGS", "RDS_LOGIN_EVENTS", "LAMBDA_NETWORK_LOGS"]) :
    "${pair[0]}/${pair[1]}" => { region = pair[0], name = pair[1] }
  }
}

resource "aws_s3_account_public_access_block" "this" {
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_ebs_encryption_by_default" "this" {
  for_each = var.regions

  region  = each.key
  enabled = true
}

# Who did what: management calls of all regions, and of data calls those on the Terraform state.
resource "aws_cloudtrail" "this" {
  name                          = var.name
  s3_bucket_name                = var.trail_bucket
  kms_key_id                    = var.trail_key_arn
  is_multi_region_trail         = true
  include_global_service_events = true
  enable_log_file_validation    = true

  advanced_event_selector {
    name = "Management"

    field_selector {
      field  = "eventCategory"
      equals = ["Management"]
    }
  }
  advanced_event_selector {
    name = "Terraform state"

    field_selector {
      field  = "eventCategory"
      equals = ["Data"]
    }
    field_selector {
      field  = "resources.type"
      equals = ["AWS::S3::Object"]
    }
    field_selector {
      field       = "resources.ARN"
      starts_with = ["arn:aws:s3:::mercato-state-"]
    }
  }
}

resource "aws_accessanalyzer_analyzer" "external" {
  for_each = var.regions

  region        = each.key
  analyzer_name = "${var.name}-external"
  type          = "ACCOUNT"
}

resource "aws_accessanalyzer_analyzer" "unused" {
  for_each = var.features.unused_access ? toset(slice(sort(var.regions), 0, 1)) : []

  region        = each.key # roles are global: one region looks at them all
  analyzer_name = "${var.name}-unused"
  type          = "ACCOUNT_UNUSED_ACCESS"

  configuration {
    unused_access {
      unused_access_age = 90
    }
  }
}

resource "aws_guardduty_detector" "this" {
  for_each = local.guardduty

  region                       = each.key
  enable                       = true
  finding_publishing_frequency = "FIFTEEN_MINUTES"
}

resource "aws_guardduty_detector_feature" "this" {
  for_each = local.protections

  region      = each.value.region
  detector_id = aws_guardduty_detector.this[each.value.region].id
  name        = each.value.name
  status      = "ENABLED"
}

resource "aws_securityhub_account" "this" {
  for_each = var.features.security_hub ? var.regions : []

  region                    = each.key
  enable_default_standards  = true
  control_finding_generator = "SECURITY_CONTROL"
}

resource "aws_inspector2_enabler" "this" {
  for_each = var.features.inspector ? var.regions : []

  region         = each.key
  account_ids    = [var.account_id]
  resource_types = ["ECR", "LAMBDA"]
}

resource "aws_macie2_account" "this" {
  for_each = var.features.macie ? var.regions : []

  region                       = each.key
  finding_publishing_frequency = "SIX_HOURS"
}
