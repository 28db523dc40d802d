# One distribution for all of the shop: the storefront's and the media buckets, the services, the functions.
# What it does to answers stands in infra/edge/behaviours.yaml; what it forwards, in infra/topology.yaml.

locals {
  # Buckets fail over inside CloudFront, per request. It does that for GET, HEAD and OPTIONS alone, so what
  # takes orders fails over by DNS (module dns), and so only when somebody decides it.
  bucket_origins = merge([
    for bucket, places in var.buckets : {
      for place, domain in { primary = places.primary, standby = places.standby } :
      (place == "primary" ? bucket : "${bucket}-standby") => domain if domain != null
    }
  ]...)
  bucket_targets = { for bucket, places in var.buckets : bucket => places.standby == null ? bucket : "${bucket}-group" }
  bucket_groups  = { for bucket, places in var.buckets : "${bucket}-group" => bucket if places.standby != null }

  # API Gateway takes an application's base path off before it routes, so CloudFront puts it on.
  dynamic_origins = merge(
    { services = { domain = var.services_domain, path = "" } },
    { for function in distinct(compact(var.routes[*].function)) :
      "function-${function}" => { domain = var.functions_domain, path = "/${function}" }
    },
  )

  reads     = ["GET", "HEAD", "OPTIONS"]
  everybody = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]

  behaviours = [
    for route in var.routes : {
      path    = route.path
      target  = route.bucket != null ? local.bucket_targets[route.bucket] : route.function != null ? "function-${route.function}" : "services"
      kind    = route.bucket != null ? route.bucket : route.cached ? "public" : "private"
      is_file = route.bucket != null
    }
  ]
}

resource "aws_cloudfront_distribution" "this" {
  enabled             = true
  comment             = var.name
  aliases             = var.aliases
  default_root_object = "index.html"
  http_version        = "http2and3"
  is_ipv6_enabled     = true
  price_class         = var.price_class
  web_acl_id          = var.web_acl_arn

  dynamic "origin" {
    for_each = local.bucket_origins
    content {
      origin_id                = origin.key
      domain_name              = origin.value
      origin_access_control_id = aws_cloudfront_origin_access_control.bucket.id
      connection_attempts      = 2
      connection_timeout       = 3

      dynamic "origin_shield" {
        for_each = var.origin_shield_region == null ? [] : [var.origin_shield_region]
        content {
          enabled              = true
          origin_shield_region = origin_shield.value
        }
      }
    }
  }

  dynamic "origin_group" {
    for_each = local.bucket_groups
    content {
      origin_id = origin_group.key

      failover_criteria {
        # Not 404: what is missing in the one is missing, and each wrong address would be asked for twice.
        status_codes = [500, 502, 503, 504]
      }
      member {
        origin_id = origin_group.value
      }
      member {
        origin_id = "${origin_group.value}-standby"
      }
    }
  }

  dynamic "origin" {
    for_each = local.dynamic_origins
    content {
      origin_id           = origin.key
      domain_name         = origin.value.domain
      origin_path         = origin.value.path
      connection_attempts = 2
      connection_timeout  = 3

      custom_header {
        name  = "x-origin-verify"
        value = var.origin_secret
      }
      custom_origin_config {
        http_port                = 80
        https_port               = 443
        origin_protocol_policy   = "https-only"
        origin_ssl_protocols     = ["TLSv1.2"]
        origin_read_timeout      = var.origin_read_timeout_seconds
        origin_keepalive_timeout = 30 # less than the load balancer's, which would close while we send
      }

      dynamic "origin_shield" {
        for_each = var.origin_shield_region == null ? [] : [var.origin_shield_region]
        content {
          enabled              = true
          origin_shield_region = origin_shield.value
        }
      }
    }
  }

  default_cache_behavior {
    target_origin_id           = local.bucket_targets["storefront"]
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = local.reads
    cached_methods             = ["GET", "HEAD"]
    compress                   = true
    cache_policy_id            = aws_cloudfront_cache_policy.this["files"].id
    response_headers_policy_id = aws_cloudfront_response_headers_policy.this["storefront"].id

    function_association {
      event_type   = "viewer-request"
      function_arn = aws_cloudfront_function.viewer_request.arn
    }
  }

  dynamic "ordered_cache_behavior" {
    for_each = local.behaviours
    content {
      path_pattern     = ordered_cache_behavior.value.path
      target_origin_id = ordered_cache_behavior.value.target
      # To an API nobody is redirected: a token or a form would have gone over the wire already.
      viewer_protocol_policy     = ordered_cache_behavior.value.is_file ? "redirect-to-https" : "https-only"
      allowed_methods            = ordered_cache_behavior.value.kind == "private" ? local.everybody : local.reads
      cached_methods             = ["GET", "HEAD"]
      compress                   = true
      cache_policy_id            = local.cache_policy_ids[ordered_cache_behavior.value.is_file ? "files" : ordered_cache_behavior.value.kind]
      origin_request_policy_id   = ordered_cache_behavior.value.kind == "private" ? local.all_but_host : null
      response_headers_policy_id = aws_cloudfront_response_headers_policy.this[ordered_cache_behavior.value.is_file ? ordered_cache_behavior.value.kind : "api"].id

      dynamic "function_association" {
        for_each = ordered_cache_behavior.value.is_file ? [true] : []
        content {
          event_type   = "viewer-request"
          function_arn = aws_cloudfront_function.viewer_request.arn
        }
      }
    }
  }

  # No page stands in for an error: a 404 of an API stays JSON, and the storefront's paths are rewritten on the
  # way in. These only say that errors are not kept. Without them CloudFront keeps a 404 or a 503 for ten
  # seconds whatever the origin says of it, and by address alone: the owner of an order would be shown the 404
  # that a stranger got.
  dynamic "custom_error_response" {
    for_each = toset([400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504])
    content {
      error_code            = custom_error_response.value
      error_caching_min_ttl = 0
    }
  }

  restrictions {
    geo_restriction {
      restriction_type = var.geo_restriction.type
      locations        = var.geo_restriction.locations
    }
  }

  viewer_certificate {
    acm_certificate_arn      = var.certificate_arn
    minimum_protocol_version = var.minimum_tls_version
    ssl_support_method       = "sni-only"
  }

  tags = { Name = var.name }
}

resource "aws_cloudfront_origin_access_control" "bucket" {
  name                              = "${var.name}-buckets"
  description                       = "Signs what is asked of our buckets, so that they may stay private."
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_function" "viewer_request" {
  name    = "${var.name}-viewer-request"
  comment = "Which object an address means."
  runtime = "cloudfront-js-2.0"
  code    = var.viewer_request_code
  publish = true
}

# Latency of the origins and the cache's hit ratio, which alarms are about.
resource "aws_cloudfront_monitoring_subscription" "this" {
  distribution_id = aws_cloudfront_distribution.this.id

  monitoring_subscription {
    realtime_metrics_subscription_config {
      realtime_metrics_subscription_status = "Enabled"
    }
  }
}
