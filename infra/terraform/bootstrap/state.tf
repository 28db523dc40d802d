# Terraform's state, and the trail of who did what: kept where nothing else of ours runs.

module "state" {
  source = "../modules/bucket"

  name                    = "mercato-state-${var.account_id}"
  key_arn                 = aws_kms_key.state.arn
  noncurrent_version_days = 365 # what a state was is the only way back from a wrong apply
  access_log_bucket       = module.access_logs
}

module "trail" {
  source = "../modules/bucket"

  name              = "mercato-trail-${var.account_id}"
  key_arn           = aws_kms_key.trail.arn
  access_log_bucket = module.access_logs
  lifecycle_rules = [{
    id              = "a-year-at-hand"
    transitions     = [{ days = 90, storage_class = "GLACIER_IR" }]
    expiration_days = 400
  }]
  policy_statements = [
    {
      sid                = "TrailLooks"
      actions            = ["s3:GetBucketAcl"]
      paths              = [""]
      service_principals = ["cloudtrail.amazonaws.com"]
      conditions         = [local.this_trail]
    },
    {
      sid                = "TrailWrites"
      actions            = ["s3:PutObject"]
      paths              = ["/AWSLogs/${var.account_id}/*"]
      service_principals = ["cloudtrail.amazonaws.com"]
      conditions         = [local.this_trail]
    },
  ]
}

module "access_logs" {
  source = "../modules/bucket"

  name       = "mercato-access-logs-${var.account_id}"
  versioning = false
  lifecycle_rules = [{
    id              = "three-months"
    expiration_days = 90
  }]
  policy_statements = [{
    sid                = "S3WritesAccessLogs"
    actions            = ["s3:PutObject"]
    paths              = ["/s3/*"]
    service_principals = ["logging.s3.amazonaws.com"]
    conditions         = [{ test = "StringEquals", variable = "aws:SourceAccount", values = [var.account_id] }]
  }]
}

locals {
  trail_arn  = "arn:aws:cloudtrail:${var.region}:${var.account_id}:trail/${local.name}"
  this_trail = { test = "StringEquals", variable = "aws:SourceArn", values = [local.trail_arn] }
}
