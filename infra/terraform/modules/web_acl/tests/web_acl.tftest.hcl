mock_provider "aws" {
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:us-east-1:111111111111:log-group:aws-waf-logs-mercato-test" }
  }
  mock_resource "aws_wafv2_web_acl" {
    defaults = { arn = "arn:aws:wafv2:us-east-1:111111111111:global/webacl/mercato-test/1234" }
  }
}

variables {
  name        = "mercato-test"
  scope       = "CLOUDFRONT"
  region      = "us-east-1"
  log_key_arn = "arn:aws:kms:us-east-1:111111111111:key/01234567-89ab-cdef-0123-456789abcdef"

  managed_rule_groups = [
    { name = "AWSManagedRulesCommonRuleSet", count_rules = ["SizeRestrictions_BODY"], not_below = "/core/v1/admin/" },
    { name = "AWSManagedRulesSQLiRuleSet" },
  ]
  rate_limits = [
    { path = "/api/auth/sign-in", requests = 100 },
    { path = "/api/auth/*", requests = 300 },
    { path = "/core/v1/carts/*/coupons", requests = 300 },
    { path = "/*", requests = 30000 },
  ]
}

# One run for all: a web ACL's schema is huge, and each run reads it anew.
run "counts_asks_and_logs" {
  command = plan

  assert {
    condition = output.rate_rule_names == tolist([
      "rate-api-auth", "rate-api-auth-sign-in", "rate-core-v1-carts-coupons", "rate-everything",
    ])
    error_message = "There is a rule per limit, named after its path."
  }
  assert {
    condition = {
      for rule in aws_wafv2_web_acl.this.rule : rule.name => rule.statement[0].rate_based_statement[0].limit
      if startswith(rule.name, "rate-")
      } == {
      rate-api-auth-sign-in = 100, rate-api-auth = 300, rate-core-v1-carts-coupons = 300, rate-everything = 30000
    }
    error_message = "Each rule has its own limit."
  }
  assert {
    condition = alltrue([
      for rule in aws_wafv2_web_acl.this.rule :
      rule.action[0].block[0].custom_response[0].response_code == 429 &&
      rule.statement[0].rate_based_statement[0].aggregate_key_type == "IP" &&
      rule.statement[0].rate_based_statement[0].evaluation_window_sec == 300
      if startswith(rule.name, "rate-")
    ])
    error_message = "Too much is answered with 429, by client address, in five minutes."
  }
  assert {
    condition = {
      for rule in aws_wafv2_web_acl.this.rule : rule.name => try(
        join(" ", [
          rule.statement[0].rate_based_statement[0].scope_down_statement[0].byte_match_statement[0].positional_constraint,
          rule.statement[0].rate_based_statement[0].scope_down_statement[0].byte_match_statement[0].search_string,
        ]),
        rule.statement[0].rate_based_statement[0].scope_down_statement[0].regex_match_statement[0].regex_string,
        "all"
      ) if startswith(rule.name, "rate-")
      } == {
      rate-api-auth-sign-in      = "EXACTLY /api/auth/sign-in"
      rate-api-auth              = "STARTS_WITH /api/auth/"
      rate-core-v1-carts-coupons = "^/core/v1/carts/.*/coupons$"
      rate-everything            = "all"
    }
    error_message = "A rule counts what its path says and nothing else."
  }
  assert {
    condition = {
      for rule in aws_wafv2_web_acl.this.rule :
      rule.name => join(",", rule.statement[0].managed_rule_group_statement[0].rule_action_override[*].name)
      if startswith(rule.name, "AWS")
    } == { AWSManagedRulesCommonRuleSet = "SizeRestrictions_BODY", AWSManagedRulesSQLiRuleSet = "" }
    error_message = "The groups that were passed, with the rules that only count."
  }
  assert {
    condition = (
      one([for rule in aws_wafv2_web_acl.this.rule : rule if rule.name == "AWSManagedRulesCommonRuleSet"])
      .statement[0].managed_rule_group_statement[0].scope_down_statement[0]
      .not_statement[0].statement[0].byte_match_statement[0].search_string == "/core/v1/admin/"
    )
    error_message = "The group is not asked about the path that was excepted."
  }
  assert {
    condition     = length(distinct([for rule in aws_wafv2_web_acl.this.rule : rule.priority])) == length(aws_wafv2_web_acl.this.rule)
    error_message = "No two rules have one priority."
  }
  assert {
    condition     = length(aws_wafv2_web_acl.this.default_action[0].allow) == 1
    error_message = "Who is not refused may ask."
  }
  assert {
    condition     = !contains(aws_wafv2_web_acl.this.rule[*].name, "AWSManagedRulesATPRuleSet")
    error_message = "What costs per request is asked for."
  }
  assert {
    condition = toset([
      for field in aws_wafv2_web_acl_logging_configuration.this.redacted_fields : field.single_header[0].name
    ]) == toset(["authorization", "cookie", "x-origin-verify"])
    error_message = "Tokens, cookies and the secret header are not in the log."
  }
  assert {
    condition = toset(
      aws_wafv2_web_acl.this.data_protection_config[0].data_protection[0].field[0].field_keys
    ) == toset(["authorization", "cookie", "x-origin-verify"])
    error_message = "Nor in samples."
  }
  assert {
    condition = (
      startswith(aws_cloudwatch_log_group.this.name, "aws-waf-logs-") &&
      aws_cloudwatch_log_group.this.kms_key_id == var.log_key_arn &&
      aws_cloudwatch_log_group.this.retention_in_days == 30
    )
    error_message = "The log has the prefix that WAF asks for, a key and an end."
  }
}

run "notices_stolen_passwords_where_that_is_wanted" {
  command = plan
  variables {
    account_takeover_login_path = "/api/auth/sign-in"
  }

  assert {
    condition = (
      one([for rule in aws_wafv2_web_acl.this.rule : rule if rule.name == "AWSManagedRulesATPRuleSet"])
      .statement[0].managed_rule_group_statement[0].managed_rule_group_configs[0]
      .aws_managed_rules_atp_rule_set[0].login_path == "/api/auth/sign-in"
    )
    error_message = "The sign-in page is watched."
  }
}

run "lets_nobody_past_the_edge" {
  command = plan
  variables {
    scope               = "REGIONAL"
    region              = null
    rate_limits         = []
    managed_rule_groups = []
    open_paths          = [{ path = "/api/pages/home", requests = 1000 }]
    required_header     = { name = "X-Origin-Verify", values = ["the-new-one", "the-old-one"] }
    associations        = { load_balancer = "arn:aws:elasticloadbalancing:eu-central-1:111111111111:loadbalancer/app/x/1" }
  }

  assert {
    condition     = length(aws_wafv2_web_acl.this.default_action[0].block) == 1
    error_message = "Without the header nothing gets in."
  }
  assert {
    condition = toset([
      for rule in aws_wafv2_web_acl.this.rule : rule.statement[0].byte_match_statement[0].search_string
      if try(rule.statement[0].byte_match_statement[0].field_to_match[0].single_header[0].name, "") == "x-origin-verify" &&
      length(rule.action[0].allow) == 1
    ]) == toset(["the-new-one", "the-old-one"])
    error_message = "With either value of it, everything does."
  }
  assert {
    condition = join(", ", [
      for statement in one([for rule in aws_wafv2_web_acl.this.rule : rule if rule.name == "open-api-pages-home"])
      .statement[0].and_statement[0].statement :
      "${statement.byte_match_statement[0].positional_constraint} ${statement.byte_match_statement[0].search_string}"
    ]) == "ENDS_WITH /api/pages/home, EXACTLY GET"
    error_message = "What is open is one path, to be read."
  }
  assert {
    condition = (
      one([for rule in aws_wafv2_web_acl.this.rule : rule.priority if rule.name == "rate-api-pages-home"]) <
      one([for rule in aws_wafv2_web_acl.this.rule : rule.priority if rule.name == "open-api-pages-home"]) &&
      one([for rule in aws_wafv2_web_acl.this.rule : rule.priority if rule.name == "rate-api-pages-home"]) >
      max([for rule in aws_wafv2_web_acl.this.rule : rule.priority if startswith(rule.name, "came-through")]...)
    )
    error_message = "It is counted before it is let in, and what came through the edge is not counted."
  }
  assert {
    condition     = keys(aws_wafv2_web_acl_association.this) == ["load_balancer"]
    error_message = "It protects what it was given."
  }
}

run "counts_strangers_and_not_our_own" {
  command = plan
  variables {
    scope               = "REGIONAL"
    region              = null
    rate_limits         = [{ path = "/*", requests = 300 }]
    managed_rule_groups = []
    uncounted_addresses = ["192.0.2.1/32"]
  }

  assert {
    condition     = toset(aws_wafv2_ip_set.uncounted["this"].addresses) == toset(["192.0.2.1/32"])
    error_message = "Our own addresses are known."
  }
  assert {
    condition = (
      one([for rule in aws_wafv2_web_acl.this.rule : rule.priority if rule.name == "uncounted" && length(rule.action[0].allow) == 1]) <
      one([for rule in aws_wafv2_web_acl.this.rule : rule.priority if rule.name == "rate-everything"])
    )
    error_message = "They pass before anybody counts."
  }
}

run "refuses_a_list_for_cloudfront_elsewhere" {
  command = plan
  variables {
    region = "eu-central-1"
  }
  expect_failures = [var.region]
}

run "refuses_a_limit_that_waf_cannot_count" {
  command = plan
  variables {
    rate_limits = [{ path = "/api/*", requests = 5 }]
  }
  expect_failures = [var.rate_limits]
}
