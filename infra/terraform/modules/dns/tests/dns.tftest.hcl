mock_provider "aws" {
  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:us-east-1:111111111111:key/01234567-89ab-cdef-0123-456789abcdef" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:us-east-1:111111111111:log-group:/aws/route53/shop.example.com" }
  }
  mock_data "aws_caller_identity" {
    defaults = { account_id = "111111111111" }
  }
}

variables {
  name         = "mercato-test"
  zone_id      = "Z0123456789ABCDEFGHIJ"
  domain       = "shop.example.com"
  distribution = { domain_name = "d111111abcdef8.cloudfront.net", hosted_zone_id = "Z2FDTNDATAQYW2" }
  regions      = { primary = "eu-central-1", standby = "eu-west-1" }
  origins = {
    origin = {
      primary = { domain_name = "primary.elb.amazonaws.com", zone_id = "Z215JYRZR1TBD5" }
      standby = { domain_name = "standby.elb.amazonaws.com", zone_id = "Z32O12XQLNTSW2" }
    }
    api-origin = {
      primary = { domain_name = "primary.execute-api.amazonaws.com", zone_id = "Z1U9ULNL0V5AJ3" }
      standby = { domain_name = "standby.execute-api.amazonaws.com", zone_id = "ZLY8HYME6SFDD" }
    }
  }
  switch_health_check_ids = {
    origin     = { eu-central-1 = "one", eu-west-1 = "two" }
    api-origin = { eu-central-1 = "three", eu-west-1 = "four" }
  }
  deep_checks = {
    eu-central-1 = { host = "api-eu-central-1.shop.example.com", path = "/api/pages/home" }
    eu-west-1    = { host = "api-eu-west-1.shop.example.com", path = "/api/pages/home" }
  }
}

run "moves_origins_by_the_plan_alone" {
  command = plan

  assert {
    condition = {
      for key, record in aws_route53_record.origin :
      key => "${record.name} ${record.set_identifier} ${record.failover_routing_policy[0].type} ${record.health_check_id} ${record.alias[0].name}"
      } == {
      "origin/primary"     = "origin.shop.example.com eu-central-1 PRIMARY one primary.elb.amazonaws.com"
      "origin/standby"     = "origin.shop.example.com eu-west-1 SECONDARY two standby.elb.amazonaws.com"
      "api-origin/primary" = "api-origin.shop.example.com eu-central-1 PRIMARY three primary.execute-api.amazonaws.com"
      "api-origin/standby" = "api-origin.shop.example.com eu-west-1 SECONDARY four standby.execute-api.amazonaws.com"
    }
    error_message = "Each origin has a record per region, moved by the plan's health check for it."
  }
  assert {
    condition     = alltrue([for record in aws_route53_record.origin : !record.alias[0].evaluate_target_health])
    error_message = "Nothing moves before the database was promoted."
  }
  assert {
    condition = (
      keys(aws_route53_record.shop) == ["A", "AAAA"] &&
      alltrue([for record in aws_route53_record.shop : record.name == "shop.example.com" && record.alias[0].name == var.distribution.domain_name])
    )
    error_message = "The shop's name is the distribution's, over IPv4 and IPv6."
  }
  assert {
    condition = (
      contains(aws_route53_record.certificate_authorities.records, "0 issue \"amazon.com\"") &&
      contains(aws_route53_record.certificate_authorities.records, "0 issuewild \"amazon.com\"")
    )
    error_message = "Amazon may issue, for wildcards too: the internal load balancer has one."
  }
}

run "looks_at_each_region_from_elsewhere" {
  command = plan

  assert {
    condition = alltrue([
      for region, check in aws_route53_health_check.region :
      check.type == "HTTPS" && check.fqdn == var.deep_checks[region].host && check.resource_path == "/api/pages/home" &&
      length(check.regions) >= 3 && !contains(check.regions, region)
    ]) && length(aws_route53_health_check.region) == 2
    error_message = "Each region is asked for something deep, from three other regions."
  }
  assert {
    condition = alltrue([
      for alarm in aws_cloudwatch_metric_alarm.region :
      alarm.region == "us-east-1" && alarm.treat_missing_data == "breaching" && strcontains(alarm.alarm_description, "docs/runbooks/")
    ])
    error_message = "Its alarm is where Route 53 tells, rings when nothing is told, and says what to do."
  }
}

run "does_with_one_region" {
  command = plan
  variables {
    regions = { primary = "eu-central-1" }
    origins = {
      origin = { primary = { domain_name = "primary.elb.amazonaws.com", zone_id = "Z215JYRZR1TBD5" } }
    }
    switch_health_check_ids = {}
    deep_checks             = {}
  }

  assert {
    condition = (
      length(aws_route53_record.origin) == 1 &&
      length(aws_route53_record.origin["origin/primary"].failover_routing_policy) == 0 &&
      aws_route53_record.origin["origin/primary"].alias[0].name == "primary.elb.amazonaws.com"
    )
    error_message = "Where there is no standby, a name is a name."
  }
  assert {
    condition     = length(aws_route53_hosted_zone_dnssec.this) == 0 && length(aws_route53_query_log.this) == 0
    error_message = "Signing and logging are asked for."
  }
}

run "signs_and_logs_where_that_is_wanted" {
  command = apply
  variables {
    dnssec        = true
    query_logging = { key_arn = "arn:aws:kms:us-east-1:111111111111:key/01234567-89ab-cdef-0123-456789abcdef", retention_days = 14 }
  }

  assert {
    condition = (
      aws_kms_key.signing["this"].customer_master_key_spec == "ECC_NIST_P256" &&
      aws_kms_key.signing["this"].key_usage == "SIGN_VERIFY" && aws_kms_key.signing["this"].region == "us-east-1"
    )
    error_message = "The key is of the only kind that Route 53 signs with."
  }
  assert {
    condition = (
      aws_cloudwatch_log_group.queries["this"].region == "us-east-1" &&
      aws_cloudwatch_log_group.queries["this"].retention_in_days == 14 &&
      aws_cloudwatch_log_group.queries["this"].kms_key_id == var.query_logging.key_arn
    )
    error_message = "Queries are logged where Route 53 can, encrypted, and not for ever."
  }
  assert {
    condition     = output.ds_record != null
    error_message = "The parent zone's record is told."
  }
}

run "measures_from_three_places" {
  command = plan
  variables {
    checked_from = ["us-east-1"]
  }
  expect_failures = [var.checked_from]
}
