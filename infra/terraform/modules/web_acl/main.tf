# One web ACL: what is bad by itself (AWS's groups), what is too much (a rate rule per limit of the topology),
# and, behind CloudFront, what did not come through it.

locals {
  # A limit's path in words: it names the rule, its metric and its alarm.
  rate_rules = {
    for index, limit in var.rate_limits :
    "rate-${limit.path == "/*" ? "everything" : trim(replace(replace(limit.path, "/[^A-Za-z0-9]+/", "-"), "/-+/", "-"), "-")}" => {
      priority = 20 + index
      requests = limit.requests
      regex    = strcontains(trimsuffix(limit.path, "*"), "*") ? "^${replace(limit.path, "*", ".*")}$" : null
      text     = strcontains(trimsuffix(limit.path, "*"), "*") ? null : trimsuffix(limit.path, "*")
      position = endswith(limit.path, "*") ? "STARTS_WITH" : "EXACTLY"
    }
  }
  managed_rules = { for index, group in var.managed_rule_groups : group.name => merge(group, { priority = 60 + index }) }

  # The values are secret, how many there are is not: a rule per value cannot be made of a secret.
  passes = nonsensitive(var.required_header == null ? 0 : length(var.required_header.values))

  # Nothing is open where everything is.
  open_paths = local.passes == 0 ? {} : { for index, open in var.open_paths : trim(replace(open.path, "/", "-"), "-") => merge(open, { index = index }) }

  redacted_headers = ["authorization", "cookie", "x-origin-verify"]
}

resource "aws_wafv2_ip_set" "uncounted" {
  for_each = toset(length(var.uncounted_addresses) == 0 ? [] : ["this"])

  name               = "${var.name}-uncounted"
  scope              = var.scope
  region             = var.region
  ip_address_version = "IPV4"
  addresses          = var.uncounted_addresses
}

resource "aws_wafv2_web_acl" "this" {
  name   = var.name
  scope  = var.scope
  region = var.region

  default_action {
    dynamic "allow" {
      for_each = local.passes == 0 ? [true] : []
      content {}
    }
    dynamic "block" {
      for_each = local.passes == 0 ? [] : [true]
      content {}
    }
  }

  custom_response_body {
    key          = "too-many-requests"
    content_type = "APPLICATION_JSON"
    content = jsonencode({
      type   = "about:blank"
      title  = "Too many requests"
      status = 429
      code   = "rate-limited"
      detail = "Too many requests from your address."
    })
  }

  dynamic "rule" {
    for_each = aws_wafv2_ip_set.uncounted
    content {
      name     = "uncounted"
      priority = 10

      action {
        allow {}
      }

      statement {
        ip_set_reference_statement {
          arn = rule.value.arn
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "${var.name}-uncounted"
        sampled_requests_enabled   = false
      }
    }
  }

  dynamic "rule" {
    for_each = local.rate_rules
    content {
      name     = rule.key
      priority = rule.value.priority

      action {
        block {
          custom_response {
            response_code            = 429
            custom_response_body_key = "too-many-requests"

            response_header {
              name  = "retry-after"
              value = "60" # WAF looks at its window anew every half a minute or so
            }
          }
        }
      }

      statement {
        rate_based_statement {
          aggregate_key_type    = "IP"
          limit                 = rule.value.requests
          evaluation_window_sec = 300

          dynamic "scope_down_statement" {
            for_each = rule.value.text == "/" && rule.value.position == "STARTS_WITH" ? [] : [true]
            content {
              dynamic "byte_match_statement" {
                for_each = rule.value.text == null ? [] : [true]
                content {
                  search_string         = rule.value.text
                  positional_constraint = rule.value.position
                  field_to_match {
                    uri_path {}
                  }
                  text_transformation {
                    priority = 0
                    type     = "URL_DECODE" # /api/auth/sign%2Din is the same address
                  }
                }
              }
              dynamic "regex_match_statement" {
                for_each = rule.value.regex == null ? [] : [true]
                content {
                  regex_string = rule.value.regex
                  field_to_match {
                    uri_path {}
                  }
                  text_transformation {
                    priority = 0
                    type     = "URL_DECODE"
                  }
                }
              }
            }
          }
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "${var.name}-${rule.key}"
        sampled_requests_enabled   = true
      }
    }
  }

  dynamic "rule" {
    for_each = local.managed_rules
    content {
      name     = rule.key
      priority = rule.value.priority

      override_action {
        none {}
      }

      statement {
        managed_rule_group_statement {
          vendor_name = "AWS"
          name        = rule.key

          dynamic "rule_action_override" {
            for_each = toset(rule.value.count_rules)
            content {
              name = rule_action_override.value
              action_to_use {
                count {}
              }
            }
          }

          dynamic "scope_down_statement" {
            for_each = rule.value.not_below == null ? [] : [true]
            content {
              not_statement {
                statement {
                  byte_match_statement {
                    search_string         = rule.value.not_below
                    positional_constraint = "STARTS_WITH"
                    field_to_match {
                      uri_path {}
                    }
                    text_transformation {
                      priority = 0
                      type     = "NONE" # not decoded: whoever disguises the path is looked at
                    }
                  }
                }
              }
            }
          }
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "${var.name}-${rule.key}"
        sampled_requests_enabled   = true
      }
    }
  }

  # Last, because each request that it looks at costs.
  dynamic "rule" {
    for_each = var.account_takeover_login_path == null ? [] : [true]
    content {
      name     = "AWSManagedRulesATPRuleSet"
      priority = 90

      override_action {
        none {}
      }

      statement {
        managed_rule_group_statement {
          vendor_name = "AWS"
          name        = "AWSManagedRulesATPRuleSet"

          managed_rule_group_configs {
            aws_managed_rules_atp_rule_set {
              login_path = var.account_takeover_login_path

              request_inspection {
                payload_type = "JSON"
                username_field {
                  identifier = "/email"
                }
                password_field {
                  identifier = "/password"
                }
              }

              # Only CloudFront shows WAF the answer: what a wrong password is answered with.
              dynamic "response_inspection" {
                for_each = var.scope == "CLOUDFRONT" ? [true] : []
                content {
                  status_code {
                    success_codes = [200]
                    failure_codes = [401]
                  }
                }
              }
            }
          }
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "${var.name}-account-takeover"
        sampled_requests_enabled   = true
      }
    }
  }

  dynamic "rule" {
    for_each = range(local.passes)
    content {
      name     = "came-through-the-edge-${rule.value}"
      priority = 100 + rule.value

      action {
        allow {}
      }

      statement {
        byte_match_statement {
          search_string         = var.required_header.values[rule.value]
          positional_constraint = "EXACTLY"
          field_to_match {
            single_header {
              name = lower(var.required_header.name)
            }
          }
          text_transformation {
            priority = 0
            type     = "NONE"
          }
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "${var.name}-came-through-the-edge-${rule.value}"
        sampled_requests_enabled   = false # a sample shows the header
      }
    }
  }

  # After the header, so that what comes through the edge is not counted here. The path's end: API Gateway may
  # show WAF the stage before it.
  dynamic "rule" {
    for_each = local.open_paths
    content {
      name     = "rate-${rule.key}"
      priority = 110 + rule.value.index

      action {
        block {}
      }

      statement {
        rate_based_statement {
          aggregate_key_type    = "IP"
          limit                 = rule.value.requests
          evaluation_window_sec = 300
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "${var.name}-rate-${rule.key}"
        sampled_requests_enabled   = true
      }
    }
  }

  dynamic "rule" {
    for_each = local.open_paths
    content {
      name     = "open-${rule.key}"
      priority = 130 + rule.value.index

      action {
        allow {}
      }

      statement {
        and_statement {
          statement {
            byte_match_statement {
              search_string         = rule.value.path
              positional_constraint = "ENDS_WITH"
              field_to_match {
                uri_path {}
              }
              text_transformation {
                priority = 0
                type     = "NONE"
              }
            }
          }
          statement {
            byte_match_statement {
              search_string         = "GET"
              positional_constraint = "EXACTLY"
              field_to_match {
                method {}
              }
              text_transformation {
                priority = 0
                type     = "NONE"
              }
            }
          }
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "${var.name}-open-${rule.key}"
        sampled_requests_enabled   = true
      }
    }
  }

  # Samples in the console show headers too, and no redaction of the log reaches them.
  data_protection_config {
    data_protection {
      action = "SUBSTITUTION"
      field {
        field_type = "SINGLE_HEADER"
        field_keys = local.redacted_headers
      }
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = var.name
    sampled_requests_enabled   = true
  }
}

resource "aws_wafv2_web_acl_association" "this" {
  for_each = var.associations

  web_acl_arn  = aws_wafv2_web_acl.this.arn
  resource_arn = each.value
  region       = var.region
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "aws-waf-logs-${var.name}" # WAF writes to no other prefix
  retention_in_days = var.log_retention_days
  kms_key_id        = var.log_key_arn
  region            = var.region
}

resource "aws_wafv2_web_acl_logging_configuration" "this" {
  resource_arn            = aws_wafv2_web_acl.this.arn
  log_destination_configs = [aws_cloudwatch_log_group.this.arn]
  region                  = var.region

  dynamic "redacted_fields" {
    for_each = toset(local.redacted_headers)
    content {
      single_header {
        name = redacted_fields.value
      }
    }
  }

  # What was let through is in CloudFront's log already.
  logging_filter {
    default_behavior = "DROP"

    filter {
      behavior    = "KEEP"
      requirement = "MEETS_ANY"

      condition {
        action_condition {
          action = "BLOCK"
        }
      }
      condition {
        action_condition {
          action = "COUNT"
        }
      }
      condition {
        action_condition {
          action = "EXCLUDED_AS_COUNT"
        }
      }
    }
  }
}

resource "aws_cloudwatch_log_resource_policy" "this" {
  policy_name = "waf-${var.name}"
  region      = var.region

  policy_document = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "WafWrites"
      Effect    = "Allow"
      Principal = { Service = "delivery.logs.amazonaws.com" }
      Action    = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource  = "${aws_cloudwatch_log_group.this.arn}:log-stream:*"
      Condition = { StringEquals = { "aws:SourceAccount" = split(":", aws_cloudwatch_log_group.this.arn)[4] } }
    }]
  })
}
