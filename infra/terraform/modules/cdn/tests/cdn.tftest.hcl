mock_provider "aws" {}

override_resource {
  target = aws_cloudfront_cache_policy.this["files"]
  values = { id = "files" }
}
override_resource {
  target = aws_cloudfront_cache_policy.this["public"]
  values = { id = "public" }
}
override_resource {
  target = aws_cloudfront_response_headers_policy.this["api"]
  values = { id = "headers-api" }
}
override_resource {
  target = aws_cloudfront_response_headers_policy.this["storefront"]
  values = { id = "headers-storefront" }
}
override_resource {
  target = aws_cloudfront_response_headers_policy.this["media"]
  values = { id = "headers-media" }
}
override_resource {
  target = aws_cloudfront_function.viewer_request
  values = { arn = "arn:aws:cloudfront::111111111111:function/mercato-test-viewer-request" }
}

variables {
  name                   = "mercato-test"
  aliases                = ["shop.example.com"]
  certificate_arn        = "arn:aws:acm:us-east-1:111111111111:certificate/1234"
  web_acl_arn            = "arn:aws:wafv2:us-east-1:111111111111:global/webacl/mercato-test/1234"
  services_domain        = "origin.shop.example.com"
  functions_domain       = "api-origin.shop.example.com"
  origin_secret          = "a-secret"
  viewer_request_code    = "function handler(event) { return event.request; }"
  access_logs_bucket_arn = "arn:aws:s3:::mercato-test-access-logs"

  routes = [
    { path = "/api/admin/*", function = "backoffice" },
    { path = "/api/pages/*", function = "bff", cached = true },
    { path = "/api/*", function = "bff" },
    { path = "/core/v1/products*", service = "catalog", cached = true },
    { path = "/core/v1/orders*", service = "order" },
    { path = "/media/*", bucket = "media" },
  ]
  buckets = {
    storefront = { primary = "storefront.s3.eu-central-1.amazonaws.com", standby = "storefront.s3.eu-west-1.amazonaws.com" }
    media      = { primary = "media.s3.eu-central-1.amazonaws.com", standby = "media.s3.eu-west-1.amazonaws.com" }
  }
  behaviours = {
    security_headers = {
      strict-transport-security  = "max-age=63072000; includeSubDomains; preload"
      x-content-type-options     = "nosniff"
      x-frame-options            = "DENY"
      referrer-policy            = "strict-origin-when-cross-origin"
      cross-origin-opener-policy = "same-origin"
      content-security-policy    = "default-src 'none'"
    }
    storefront = {
      content_security_policy          = { script-src = ["'self'"] }
      content_security_policy_over_tls = { upgrade-insecure-requests = [] }
      headers                          = { permissions-policy = "camera=()" }
    }
    media = {
      content_security_policy = { default-src = ["'none'"], sandbox = [] }
      headers                 = { cross-origin-resource-policy = "same-origin" }
      default_cache_control   = "public, max-age=300"
    }
  }
}

run "forwards_what_the_topology_says" {
  command = apply

  assert {
    condition     = aws_cloudfront_distribution.this.ordered_cache_behavior[*].path_pattern == var.routes[*].path
    error_message = "There is a behaviour per route, in the routes' order: the first that fits is taken."
  }
  assert {
    condition = aws_cloudfront_distribution.this.ordered_cache_behavior[*].target_origin_id == tolist([
      "function-backoffice", "function-bff", "function-bff", "services", "services", "media-group",
    ])
    error_message = "Each route leads to who answers it."
  }
  assert {
    condition     = aws_cloudfront_distribution.this.default_cache_behavior[0].target_origin_id == "storefront-group"
    error_message = "All else is the storefront's."
  }
  assert {
    condition = {
      for origin in aws_cloudfront_distribution.this.origin : origin.origin_id => "${origin.domain_name}${origin.origin_path}"
      if length(origin.custom_origin_config) == 1
      } == {
      services            = "origin.shop.example.com"
      function-bff        = "api-origin.shop.example.com/bff"
      function-backoffice = "api-origin.shop.example.com/backoffice"
    }
    error_message = "Services have one origin, applications one each, below the base path that API Gateway takes off."
  }
  assert {
    condition = alltrue([
      for origin in aws_cloudfront_distribution.this.origin :
      origin.custom_origin_config[0].origin_protocol_policy == "https-only" &&
      one(origin.custom_header).name == "x-origin-verify" && one(origin.custom_header).value == "a-secret" &&
      origin.connection_attempts * origin.connection_timeout <= 6
      if length(origin.custom_origin_config) == 1
    ])
    error_message = "Origins are spoken to over TLS and with the secret, and given up within six seconds."
  }
}

run "caches_nothing_that_is_somebodys" {
  command = apply

  assert {
    condition = aws_cloudfront_distribution.this.ordered_cache_behavior[*].cache_policy_id == tolist([
      "4135ea2d-6df8-44a3-9df3-4b5a84be39ad", "public", "4135ea2d-6df8-44a3-9df3-4b5a84be39ad", "public",
      "4135ea2d-6df8-44a3-9df3-4b5a84be39ad", "files",
    ])
    error_message = "Only what is the same for everybody is kept."
  }
  assert {
    condition = alltrue([
      for behaviour in aws_cloudfront_distribution.this.ordered_cache_behavior :
      behaviour.cache_policy_id == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
      ? behaviour.origin_request_policy_id == "b689b0a8-53d0-40ab-baf2-68738e2966ac" && contains(behaviour.allowed_methods, "POST")
      : behaviour.origin_request_policy_id == null && toset(behaviour.allowed_methods) == toset(["GET", "HEAD", "OPTIONS"])
    ])
    error_message = "What is kept gets no token and takes reads only; what is not kept gets all but the host."
  }
  assert {
    condition = (
      aws_cloudfront_cache_policy.this["public"].default_ttl == 0 && aws_cloudfront_cache_policy.this["public"].min_ttl == 0 &&
      one(aws_cloudfront_cache_policy.this["public"].parameters_in_cache_key_and_forwarded_to_origin).query_strings_config[0].query_string_behavior == "all"
    )
    error_message = "An answer that does not say how long is not kept, and each question has its own answer."
  }
  assert {
    condition = alltrue([
      for error in aws_cloudfront_distribution.this.custom_error_response :
      error.error_caching_min_ttl == 0 && coalesce(error.response_page_path, "none") == "none" && coalesce(error.response_code, 0) == 0
    ]) && contains(aws_cloudfront_distribution.this.custom_error_response[*].error_code, 404)
    error_message = "Errors are neither kept nor replaced by a page."
  }
}

run "adds_the_headers_of_the_file" {
  command = apply

  assert {
    condition = aws_cloudfront_distribution.this.ordered_cache_behavior[*].response_headers_policy_id == tolist([
      "headers-api", "headers-api", "headers-api", "headers-api", "headers-api", "headers-media",
    ]) && aws_cloudfront_distribution.this.default_cache_behavior[0].response_headers_policy_id == "headers-storefront"
    error_message = "Each behaviour has the headers of its kind."
  }
  assert {
    condition = (
      aws_cloudfront_response_headers_policy.this["storefront"].security_headers_config[0].content_security_policy[0].content_security_policy
      == "script-src 'self'; upgrade-insecure-requests"
    )
    error_message = "The storefront's policy is the file's, with what is said of TLS."
  }
  assert {
    condition = (
      aws_cloudfront_response_headers_policy.this["media"].security_headers_config[0].content_security_policy[0].content_security_policy
      == "default-src 'none'; sandbox"
    )
    error_message = "A picture may draw and nothing else."
  }
  assert {
    condition = (
      aws_cloudfront_response_headers_policy.this["api"].security_headers_config[0].strict_transport_security[0].access_control_max_age_sec == 63072000 &&
      aws_cloudfront_response_headers_policy.this["api"].security_headers_config[0].strict_transport_security[0].preload &&
      !aws_cloudfront_response_headers_policy.this["api"].security_headers_config[0].content_security_policy[0].override &&
      aws_cloudfront_response_headers_policy.this["storefront"].security_headers_config[0].content_security_policy[0].override
    )
    error_message = "HSTS is the file's; what an API says of itself stands."
  }
  assert {
    condition = {
      for item in aws_cloudfront_response_headers_policy.this["media"].custom_headers_config[0].items : item.header => item.value
      } == {
      cross-origin-opener-policy = "same-origin", cross-origin-resource-policy = "same-origin",
      cache-control              = "public, max-age=300"
    }
    error_message = "What CloudFront has no setting for is a header of its own."
  }
}

run "serves_buckets_that_stay_private" {
  command = apply

  assert {
    condition = toset(flatten([
      for group in aws_cloudfront_distribution.this.origin_group : [for member in group.member : "${group.origin_id} ${member.origin_id}"]
      ])) == toset([
      "media-group media", "media-group media-standby", "storefront-group storefront", "storefront-group storefront-standby",
    ])
    error_message = "Each bucket is asked, and the standby's after it."
  }
  assert {
    condition = alltrue([
      for origin in aws_cloudfront_distribution.this.origin :
      origin.origin_access_control_id == aws_cloudfront_origin_access_control.bucket.id if length(origin.custom_origin_config) == 0
    ])
    error_message = "Buckets are asked with a signature."
  }
  assert {
    condition = alltrue([
      for association in concat(
        tolist(aws_cloudfront_distribution.this.default_cache_behavior[0].function_association),
        tolist(aws_cloudfront_distribution.this.ordered_cache_behavior[5].function_association),
      ) : association.event_type == "viewer-request" && association.function_arn == aws_cloudfront_function.viewer_request.arn
    ]) && length(aws_cloudfront_distribution.this.ordered_cache_behavior[4].function_association) == 0
    error_message = "The function runs for buckets, and for nothing else."
  }
  assert {
    condition = (
      aws_cloudfront_distribution.this.http_version == "http2and3" &&
      aws_cloudfront_distribution.this.viewer_certificate[0].minimum_protocol_version == "TLSv1.2_2021" &&
      aws_cloudfront_distribution.this.web_acl_id == var.web_acl_arn
    )
    error_message = "HTTP/3, no old TLS, and a web ACL before it."
  }
  assert {
    condition = alltrue([
      for field in aws_cloudwatch_log_delivery.access["this"].record_fields : !strcontains(lower(field), "cookie")
    ])
    error_message = "The log has no cookies."
  }
}

run "does_with_one_region" {
  command = apply
  variables {
    access_logs_bucket_arn = null
    buckets = {
      storefront = { primary = "storefront.s3.eu-central-1.amazonaws.com" }
      media      = { primary = "media.s3.eu-central-1.amazonaws.com" }
    }
  }

  assert {
    condition = (
      length(aws_cloudfront_distribution.this.origin_group) == 0 &&
      aws_cloudfront_distribution.this.default_cache_behavior[0].target_origin_id == "storefront" &&
      length(aws_cloudwatch_log_delivery.access) == 0
    )
    error_message = "Without a standby there is nobody to ask after the first."
  }
}

run "refuses_a_route_that_leads_nowhere" {
  command = plan
  variables {
    routes = [{ path = "/api/*" }]
  }
  expect_failures = [var.routes]
}

run "refuses_old_tls" {
  command = plan
  variables {
    minimum_tls_version = "TLSv1"
  }
  expect_failures = [var.minimum_tls_version]
}
