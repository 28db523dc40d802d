module "certificate" {
  source = "../modules/certificate"

  domain_name = var.domain
  zone_id     = data.aws_route53_zone.public.zone_id
  region      = "us-east-1"
}

module "web_acl" {
  source = "../modules/web_acl"

  name        = "${local.name}-edge"
  scope       = "CLOUDFRONT"
  region      = "us-east-1"
  rate_limits = local.topology.rate_limits

  managed_rule_groups = [
    { name = "AWSManagedRulesAmazonIpReputationList" },
    # Addresses of hosting providers are counted and not refused: payment webhooks, partners and our own smoke tests
    # come from there. Anonymising networks are refused.
    { name = "AWSManagedRulesAnonymousIpList", count_rules = ["HostingProviderIPList"] },
    { name = "AWSManagedRulesKnownBadInputsRuleSet" },
    # Bodies over 8 KB and queries over 2 KB are counted: imports and pictures are large, the stock of a full cart is
    # asked for by its SKUs, and each service holds both to limits of its own. What staff writes (descriptions are HTML) is not judged; staff's paths refuse strangers before they read.
    {
      name        = "AWSManagedRulesCommonRuleSet"
      count_rules = ["SizeRestrictions_BODY", "SizeRestrictions_QUERYSTRING"]
      not_below   = "/core/v1/admin/"
    },
    { name = "AWSManagedRulesSQLiRuleSet", not_below = "/core/v1/admin/" },
  ]
  account_takeover_login_path = var.edge.account_takeover ? "/api/auth/sign-in" : null

  log_key_arn        = aws_kms_key.logs.arn
  log_retention_days = var.log_retention_days
}

module "cdn" {
  source = "../modules/cdn"

  name                = local.name
  aliases             = [var.domain]
  certificate_arn     = module.certificate.arn
  web_acl_arn         = module.web_acl.arn
  routes              = local.topology.routes
  behaviours          = local.behaviours
  viewer_request_code = file("${path.module}/../../edge/viewer-request.js")

  buckets = {
    for name in ["media", "storefront"] : name => {
      primary = var.primary.buckets[name].regional_domain_name
      standby = one([for place in values(local.standbys) : place.buckets[name].regional_domain_name])
    }
  }
  services_domain  = module.dns.origin_names["origin"]
  functions_domain = module.dns.origin_names["api-origin"]
  origin_secret    = data.aws_secretsmanager_secret_version.origin_verify.secret_string

  price_class            = var.edge.price_class
  geo_restriction        = var.edge.geo_restriction
  origin_shield_region   = var.edge.origin_shield ? var.region : null
  access_logs_bucket_arn = var.primary.buckets["access-logs"].arn
}

# What lives in us-east-1 is logged there, where no key of the regions reaches.
resource "aws_kms_key" "logs" {
  description             = "${local.name}: logs of the edge"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  region                  = "us-east-1"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AccountDecidesByItsOwnPolicies"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::${var.account_id}:root" }
        Action    = "kms:*"
        Resource  = "*" # a key policy speaks of its own key
      },
      {
        Sid       = "LogsEncrypt"
        Effect    = "Allow"
        Principal = { Service = "logs.us-east-1.amazonaws.com" }
        Action    = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
        Resource  = "*"
        Condition = { ArnLike = { "kms:EncryptionContext:aws:logs:arn" = "arn:aws:logs:us-east-1:${var.account_id}:log-group:*" } }
      },
    ]
  })
}

resource "aws_kms_alias" "logs" {
  name          = "alias/${local.name}-edge-logs"
  target_key_id = aws_kms_key.logs.key_id
  region        = "us-east-1"
}
