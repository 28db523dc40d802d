# What the zone does beside answering: sign, and log. Both live in us-east-1.

resource "aws_cloudwatch_log_group" "queries" {
  for_each = var.query_logging == null ? {} : { this = var.query_logging }

  name              = "/aws/route53/${var.domain}"
  retention_in_days = each.value.retention_days
  kms_key_id        = each.value.key_arn
  region            = "us-east-1"
}

resource "aws_cloudwatch_log_resource_policy" "queries" {
  for_each = aws_cloudwatch_log_group.queries

  policy_name = "route53-${replace(var.domain, ".", "-")}"
  region      = "us-east-1"

  policy_document = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Route53Writes"
      Effect    = "Allow"
      Principal = { Service = "route53.amazonaws.com" }
      Action    = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource  = "${each.value.arn}:log-stream:*"
      Condition = { ArnLike = { "aws:SourceArn" = "arn:aws:route53:::hostedzone/${var.zone_id}" } }
    }]
  })
}

resource "aws_route53_query_log" "this" {
  for_each = aws_cloudwatch_log_group.queries

  zone_id                  = var.zone_id
  cloudwatch_log_group_arn = each.value.arn

  depends_on = [aws_cloudwatch_log_resource_policy.queries]
}

locals {
  signed = toset(var.dnssec ? ["this"] : [])
}

data "aws_caller_identity" "current" {
  for_each = local.signed
}

resource "aws_kms_key" "signing" {
  for_each = local.signed

  description              = "Signs the zone ${var.domain}"
  customer_master_key_spec = "ECC_NIST_P256" # the only one that Route 53 signs with; such keys do not rotate
  key_usage                = "SIGN_VERIFY"
  deletion_window_in_days  = 30
  region                   = "us-east-1"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AccountDecidesByItsOwnPolicies"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.current[each.key].account_id}:root" }
        Action    = "kms:*"
        Resource  = "*" # a key policy speaks of its own key
      },
      {
        Sid       = "Route53Signs"
        Effect    = "Allow"
        Principal = { Service = "dnssec-route53.amazonaws.com" }
        Action    = ["kms:DescribeKey", "kms:GetPublicKey", "kms:Sign"]
        Resource  = "*"
        Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current[each.key].account_id } }
      },
      {
        Sid       = "Route53LendsItToItself"
        Effect    = "Allow"
        Principal = { Service = "dnssec-route53.amazonaws.com" }
        Action    = "kms:CreateGrant"
        Resource  = "*"
        Condition = {
          Bool         = { "kms:GrantIsForAWSResource" = "true" }
          StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current[each.key].account_id }
        }
      },
    ]
  })
}

resource "aws_route53_key_signing_key" "this" {
  for_each = local.signed

  name                       = replace(var.name, "-", "_")
  hosted_zone_id             = var.zone_id
  key_management_service_arn = aws_kms_key.signing[each.key].arn
}

resource "aws_route53_hosted_zone_dnssec" "this" {
  for_each = aws_route53_key_signing_key.this

  hosted_zone_id = each.value.hosted_zone_id
}
