# The lake's two buckets. Layout of the first: docs/adr/0006-the-lake.md.

locals {
  lake_arn    = "arn:aws:s3:::${var.bucket_names["lake"]}"
  results_arn = "arn:aws:s3:::${var.bucket_names["athena-results"]}"
}

module "lake" {
  source = "../bucket"

  name              = var.bucket_names["lake"]
  key_arn           = var.key_arn
  access_log_bucket = var.access_log_bucket
  force_destroy     = var.force_destroy

  lifecycle_rules = [
    # What a job wrote aside and did not come to put in its place.
    { id = "staging", prefix = "staging/", expiration_days = 1, noncurrent_version_days = 1 },
    {
      id              = "raw"
      prefix          = "raw/"
      expiration_days = var.retention_days.raw
      transitions     = [{ days = 30, storage_class = "INTELLIGENT_TIERING" }]
    },
    { # rows can be made again, so old versions of a day are not kept for long
      id                      = "curated"
      prefix                  = "curated/"
      noncurrent_version_days = 7
      transitions             = [{ days = 30, storage_class = "INTELLIGENT_TIERING" }]
    },
    # Records as they came: they may hold what the transform would have left out.
    { id = "errors", prefix = "errors/", expiration_days = var.retention_days.errors, noncurrent_version_days = 1 },
  ]

  replication = var.replication == null ? null : {
    destination_bucket_arn = var.replication.destination_bucket_arn
    replica_key_arn        = var.replication.replica_key_arn
    role_arn               = var.replication.role_arn
    prefixes               = ["raw/", "curated/"]
  }
}

module "results" {
  source = "../bucket"

  name                    = var.bucket_names["athena-results"]
  key_arn                 = var.key_arn
  access_log_bucket       = var.access_log_bucket
  force_destroy           = var.force_destroy
  noncurrent_version_days = 1

  lifecycle_rules = [{ id = "forget", expiration_days = var.retention_days.results }]
}
