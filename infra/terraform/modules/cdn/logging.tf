# Access logs, by CloudWatch's delivery (version 2): the bucket needs no access control lists. Everything of it
# lives in us-east-1, as CloudFront does; the bucket may be anywhere.

locals {
  logged = var.access_logs_bucket_arn == null ? {} : { this = var.access_logs_bucket_arn }

  # cs(Cookie) would hold refresh tokens, so it is not among them; a query holds what somebody searched for.
  logged_fields = [
    "timestamp(ms)", "x-edge-location", "x-edge-request-id", "c-ip", "c-country", "asn", "cs-method", "cs(Host)", "cs-uri-stem",
    "cs-uri-query", "cs(Referer)", "cs(User-Agent)", "cs-protocol-version", "cs-bytes", "sc-status", "sc-bytes", "sc-content-type",
    "x-edge-result-type", "x-edge-detailed-result-type", "cache-behavior-path-pattern", "time-taken", "time-to-first-byte",
    "origin-fbl", "ssl-protocol", "ssl-cipher",
  ]
}

resource "aws_cloudwatch_log_delivery_source" "access" {
  for_each = local.logged

  name         = "${var.name}-cdn-access"
  log_type     = "ACCESS_LOGS"
  resource_arn = aws_cloudfront_distribution.this.arn
  region       = "us-east-1"
}

resource "aws_cloudwatch_log_delivery_destination" "access" {
  for_each = local.logged

  name          = "${var.name}-cdn-access"
  output_format = "parquet"
  region        = "us-east-1"

  delivery_destination_configuration {
    destination_resource_arn = "${each.value}/cloudfront"
  }
}

resource "aws_cloudwatch_log_delivery" "access" {
  for_each = local.logged

  delivery_source_name     = aws_cloudwatch_log_delivery_source.access[each.key].name
  delivery_destination_arn = aws_cloudwatch_log_delivery_destination.access[each.key].arn
  record_fields            = local.logged_fields
  region                   = "us-east-1"

  s3_delivery_configuration = [{
    suffix_path                 = "/{DistributionId}/{yyyy}/{MM}/{dd}/{HH}"
    enable_hive_compatible_path = false
  }]
}
