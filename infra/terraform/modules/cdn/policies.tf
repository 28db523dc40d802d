# How long CloudFront keeps what, and what it adds to answers.

locals {
  cache_policies = {
    # Objects of our buckets say how long they live. The function has made of the query what it means, so it is no
    # part of the key.
    files = { max_ttl = 31536000, default_ttl = 300, query_strings = "none" }
    # The same for everybody, and kept for as long as the answer says; one that says nothing is not kept.
    public = { max_ttl = 86400, default_ttl = 0, query_strings = "all" }
  }
  cache_policy_ids = merge(
    { for name, policy in aws_cloudfront_cache_policy.this : name => policy.id },
    { private = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad" }, # AWS's CachingDisabled
  )

  # Tokens, cookies, languages, idempotency keys: everything. Not the host: by it the origin knows its certificate
  # and its route. AWS's AllViewerExceptHostHeader, since only such a policy carries Authorization past a disabled cache.
  all_but_host = "b689b0a8-53d0-40ab-baf2-68738e2966ac"

  security = var.behaviours.security_headers
  # `override`: whether ours stands against the origin's. The APIs know better; objects say nothing of it.
  header_policies = {
    api = { headers = local.security, override = false, defaults = {}, remove = ["server", "x-powered-by"] }
    storefront = {
      headers = merge(local.security, var.behaviours.storefront.headers, {
        content-security-policy = join("; ", [
          for directive, sources in merge(
            var.behaviours.storefront.content_security_policy,
            var.behaviours.storefront.content_security_policy_over_tls,
          ) : join(" ", concat([directive], sources))
        ])
      })
      override = true
      defaults = {}
      remove   = local.of_the_bucket
    }
    media = {
      headers = merge(local.security, var.behaviours.media.headers, {
        content-security-policy = join("; ", [
          for directive, sources in var.behaviours.media.content_security_policy : join(" ", concat([directive], sources))
        ])
      })
      override = true
      defaults = { cache-control = var.behaviours.media.default_cache_control }
      remove   = local.of_the_bucket
    }
  }
  # S3 tells of account, key and replication; that is nobody's business.
  of_the_bucket = [
    "server", "x-amz-replication-status", "x-amz-server-side-encryption", "x-amz-server-side-encryption-aws-kms-key-id",
    "x-amz-server-side-encryption-bucket-key-enabled", "x-amz-version-id",
  ]
  # CloudFront has a setting of its own for these, and refuses them among the others.
  has_a_setting = [
    "content-security-policy", "referrer-policy", "strict-transport-security", "x-content-type-options", "x-frame-options",
  ]
}

resource "aws_cloudfront_cache_policy" "this" {
  for_each = local.cache_policies

  name        = "${var.name}-${each.key}"
  min_ttl     = 0
  default_ttl = each.value.default_ttl
  max_ttl     = each.value.max_ttl

  parameters_in_cache_key_and_forwarded_to_origin {
    enable_accept_encoding_brotli = true
    enable_accept_encoding_gzip   = true

    cookies_config {
      cookie_behavior = "none"
    }
    headers_config {
      header_behavior = "none"
    }
    query_strings_config {
      query_string_behavior = each.value.query_strings
    }
  }
}

resource "aws_cloudfront_response_headers_policy" "this" {
  for_each = local.header_policies

  name = "${var.name}-${each.key}"

  security_headers_config {
    content_security_policy {
      content_security_policy = each.value.headers["content-security-policy"]
      override                = each.value.override
    }
    content_type_options {
      override = each.value.override
    }
    frame_options {
      frame_option = each.value.headers["x-frame-options"]
      override     = each.value.override
    }
    referrer_policy {
      referrer_policy = each.value.headers["referrer-policy"]
      override        = each.value.override
    }
    strict_transport_security {
      access_control_max_age_sec = tonumber(regex("max-age=([0-9]+)", each.value.headers["strict-transport-security"])[0])
      include_subdomains         = strcontains(each.value.headers["strict-transport-security"], "includeSubDomains")
      preload                    = strcontains(each.value.headers["strict-transport-security"], "preload")
      override                   = true
    }
  }

  custom_headers_config {
    dynamic "items" {
      for_each = { for header, value in each.value.headers : header => value if !contains(local.has_a_setting, header) }
      content {
        header   = items.key
        value    = items.value
        override = each.value.override
      }
    }
    dynamic "items" {
      for_each = each.value.defaults
      content {
        header   = items.key
        value    = items.value
        override = false
      }
    }
  }

  remove_headers_config {
    dynamic "items" {
      for_each = toset(each.value.remove)
      content {
        header = items.value
      }
    }
  }

  lifecycle {
    precondition {
      condition     = each.value.headers["x-content-type-options"] == "nosniff"
      error_message = "CloudFront's X-Content-Type-Options is always nosniff."
    }
  }
}
