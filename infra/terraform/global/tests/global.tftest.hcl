mock_provider "aws" {
  mock_data "aws_route53_zone" {
    defaults = { zone_id = "Z0123456789ABCDEFGHIJ" }
  }
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\": \"2012-10-17\", \"Statement\": []}" }
  }
}

# A web ACL's schema is huge and takes most of a run's time; its module has tests of its own.
override_module {
  target = module.web_acl
  outputs = {
    arn             = "arn:aws:wafv2:us-east-1:222222222222:global/webacl/mercato-prod-edge/1234"
    name            = "mercato-prod-edge"
    rate_rule_names = ["rate-everything"]
    log_group_name  = "aws-waf-logs-mercato-prod-edge"
  }
}

variables {
  environment  = "prod"
  account_id   = "222222222222"
  region       = "eu-central-1"
  peer_region  = "eu-west-1"
  domain       = "shop.example.com"
  runbooks_url = "https://runbooks.shop.example.com/"

  primary = {
    buckets = {
      access-logs = { arn = "arn:aws:s3:::mercato-prod-access-logs", regional_domain_name = "access-logs.s3.eu-central-1.amazonaws.com" }
      media       = { arn = "arn:aws:s3:::mercato-prod-media", regional_domain_name = "media.s3.eu-central-1.amazonaws.com" }
      storefront  = { arn = "arn:aws:s3:::mercato-prod-storefront", regional_domain_name = "storefront.s3.eu-central-1.amazonaws.com" }
    }
    load_balancers = { public = { dns_name = "public.eu-central-1.elb.amazonaws.com", zone_id = "Z215JYRZR1TBD5" } }
    cluster        = { name = "mercato-prod" }
    data           = { database_cluster_arn = "arn:aws:rds:eu-central-1:222222222222:cluster:mercato-prod", global_database = "mercato-prod" }
    api_origin     = { regional_domain_name = "d-one.execute-api.eu-central-1.amazonaws.com", regional_zone_id = "Z1U9ULNL0V5AJ3" }
    rest_api_ids   = { bff = "abc123" }
  }
}

run "stands_before_one_region" {
  command = plan

  assert {
    condition     = output.region_switch == null && length(module.region_switch) == 0
    error_message = "Where there is one region, there is nothing to switch."
  }
  assert {
    condition     = output.storefront_buckets == { eu-central-1 = "mercato-prod-storefront" }
    error_message = "The storefront is uploaded to the buckets of all regions that stand."
  }
  assert {
    condition     = keys(module.region_entry) == ["eu-central-1"]
    error_message = "Each region that stands has a name of its own to be checked by."
  }
  assert {
    condition     = output.shop_url == "https://shop.example.com"
    error_message = "The shop is where its domain is."
  }
}

run "stands_before_two_regions" {
  command = plan
  variables {
    standby = {
      buckets = {
        access-logs = { arn = "arn:aws:s3:::mercato-prod-access-logs-2", regional_domain_name = "access-logs.s3.eu-west-1.amazonaws.com" }
        media       = { arn = "arn:aws:s3:::mercato-prod-media-2", regional_domain_name = "media.s3.eu-west-1.amazonaws.com" }
        storefront  = { arn = "arn:aws:s3:::mercato-prod-storefront-2", regional_domain_name = "storefront.s3.eu-west-1.amazonaws.com" }
      }
      load_balancers = { public = { dns_name = "public.eu-west-1.elb.amazonaws.com", zone_id = "Z32O12XQLNTSW2" } }
      cluster        = { name = "mercato-prod" }
      data           = { database_cluster_arn = "arn:aws:rds:eu-west-1:222222222222:cluster:mercato-prod", global_database = "mercato-prod" }
      api_origin     = { regional_domain_name = "d-two.execute-api.eu-west-1.amazonaws.com", regional_zone_id = "ZLY8HYME6SFDD" }
      rest_api_ids   = { bff = "def456" }
    }
  }

  assert {
    condition     = keys(module.region_switch) == ["standby"]
    error_message = "One region can take over from the other."
  }
  assert {
    condition     = output.storefront_buckets == { eu-central-1 = "mercato-prod-storefront", eu-west-1 = "mercato-prod-storefront-2" }
    error_message = "The storefront is uploaded to both regions."
  }
  assert {
    condition     = keys(module.region_entry) == ["eu-central-1", "eu-west-1"]
    error_message = "Each region is checked by a name of its own."
  }
}

run "asks_where_a_standby_is" {
  command = plan
  variables {
    peer_region = null
    standby = {
      buckets        = {}
      load_balancers = { public = { dns_name = "public.eu-west-1.elb.amazonaws.com", zone_id = "Z32O12XQLNTSW2" } }
      cluster        = { name = "mercato-prod" }
      data           = { database_cluster_arn = "arn:aws:rds:eu-west-1:222222222222:cluster:mercato-prod" }
      api_origin     = { regional_domain_name = "d-two.execute-api.eu-west-1.amazonaws.com", regional_zone_id = "ZLY8HYME6SFDD" }
      rest_api_ids   = {}
    }
  }
  expect_failures = [var.standby]
}
