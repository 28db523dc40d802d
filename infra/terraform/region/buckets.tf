# Buckets of the shop itself; the lake's are in lake.tf.

module "access_logs" {
  source = "../modules/bucket"

  name          = local.bucket_names["access-logs"]
  key_arn       = null # load balancers can write under S3's own keys alone
  versioning    = false
  force_destroy = var.storage.force_destroy

  lifecycle_rules = [{ id = "forget", expiration_days = var.storage.access_log_days }]

  policy_statements = [
    {
      sid                = "BucketsTellTheirRequests"
      actions            = ["s3:PutObject"]
      paths              = ["/s3/*"]
      service_principals = ["logging.s3.amazonaws.com"]
      conditions         = [{ test = "StringEquals", variable = "aws:SourceAccount", values = [var.account_id] }]
    },
    {
      sid                = "LoadBalancersTellTheirRequests"
      actions            = ["s3:PutObject"]
      service_principals = ["logdelivery.elasticloadbalancing.amazonaws.com"]
      conditions = [{
        test     = "ArnLike"
        variable = "aws:SourceArn"
        values   = ["arn:aws:elasticloadbalancing:${var.region}:${var.account_id}:loadbalancer/*"]
      }]
    },
    { # network flows, and CloudFront's requests, whose source is in us-east-1
      sid                = "LogServicesWrite"
      actions            = ["s3:PutObject"]
      service_principals = ["delivery.logs.amazonaws.com"]
      conditions = [
        { test = "StringEquals", variable = "aws:SourceAccount", values = [var.account_id] },
        { test = "StringEquals", variable = "s3:x-amz-acl", values = ["bucket-owner-full-control"] },
        {
          test     = "ArnLike"
          variable = "aws:SourceArn"
          values   = ["arn:aws:logs:${var.region}:${var.account_id}:*", "arn:aws:logs:us-east-1:${var.account_id}:*"]
        },
      ]
    },
    {
      sid                = "LogServicesLook"
      actions            = ["s3:GetBucketAcl", "s3:ListBucket"]
      paths              = [""]
      service_principals = ["delivery.logs.amazonaws.com"]
      conditions         = [{ test = "StringEquals", variable = "aws:SourceAccount", values = [var.account_id] }]
    },
  ]
}

# What everybody may see lies under S3's own keys: a KMS key would protect nothing, and take the shop's pages
# down with it. CloudFront alone reads it; which distribution is decided after both regions stand.
locals {
  cloudfront_reads = {
    sid                = "CloudFrontReads"
    actions            = ["s3:GetObject"]
    paths              = ["/*"]
    service_principals = ["cloudfront.amazonaws.com"]
    aws_principals     = []
    conditions = [
      { test = "StringEquals", variable = "aws:SourceAccount", values = [var.account_id] },
      { test = "ArnLike", variable = "aws:SourceArn", values = ["arn:aws:cloudfront::${var.account_id}:distribution/*"] },
    ]
  }
  # What is not there is a 404, not a 403, to whoever may list. Only for the storefront, whose root is always
  # rewritten to its page: /media/ would be the list of all pictures.
  cloudfront_lists = merge(local.cloudfront_reads, {
    sid     = "CloudFrontLists"
    actions = ["s3:ListBucket"]
    paths   = [""]
  })
}

module "media" {
  source = "../modules/bucket"

  name              = local.bucket_names["media"]
  access_log_bucket = module.access_logs
  policy_statements = [local.cloudfront_reads]
  force_destroy     = var.storage.force_destroy

  replication = local.replicates ? {
    destination_bucket_arn = local.peer_bucket_arns["media"]
    role_arn               = module.replication["peer"].role_arn
  } : null
}

module "storefront" { # uploaded to both regions with each release, so nothing is replicated
  source = "../modules/bucket"

  name              = local.bucket_names["storefront"]
  access_log_bucket = module.access_logs
  policy_statements = [local.cloudfront_reads, local.cloudfront_lists]
  force_destroy     = var.storage.force_destroy
}

module "artifacts" { # code of the lake's jobs, templates
  source = "../modules/bucket"

  name                    = local.bucket_names["artifacts"]
  key_arn                 = local.key_arns.objects
  access_log_bucket       = module.access_logs
  noncurrent_version_days = 90 # as long as one might want to go back
  force_destroy           = var.storage.force_destroy
}

# Copies to the other region, in both directions; see modules/replication.

locals {
  replicates = var.peer_region != null && var.peer_deployed
  peer_bucket_arns = {
    for name, bucket in local.bucket_names :
    name => "arn:aws:s3:::${replace(bucket, local.bucket_suffix, "${var.account_id}-${coalesce(var.peer_region, "none")}")}"
  }
}

module "replication" {
  source   = "../modules/replication"
  for_each = local.replicates ? { peer = true } : {}

  name                     = local.name
  region                   = var.region
  replica_region           = var.peer_region
  account_id               = var.account_id
  permissions_boundary_arn = local.permissions_boundary

  buckets = {
    media = {
      source_arn      = "arn:aws:s3:::${local.bucket_names["media"]}"
      destination_arn = local.peer_bucket_arns["media"]
    }
    lake = {
      source_arn      = "arn:aws:s3:::${local.bucket_names["lake"]}"
      destination_arn = local.peer_bucket_arns["lake"]
      key_arn         = local.key_arns.objects
      replica_key_arn = local.replica_key_arns.objects
    }
  }
}
