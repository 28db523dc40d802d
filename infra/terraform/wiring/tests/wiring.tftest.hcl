mock_provider "aws" {
  mock_resource "aws_api_gateway_stage" {
    defaults = { arn = "arn:aws:apigateway:eu-central-1::/restapis/abc123/stages/api" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-central-1:111111111111:log-group:x" }
  }
}

override_resource {
  target = module.api_certificate.aws_acm_certificate.this
  values = {
    arn = "arn:aws:acm:eu-central-1:111111111111:certificate/5f1f2f3f-0000-4000-8000-000000000000"
    domain_validation_options = [{
      domain_name           = "api-origin.dev.shop.example.com"
      resource_record_name  = "_a.api-origin.dev.shop.example.com."
      resource_record_type  = "CNAME"
      resource_record_value = "_a.acm-validations.aws."
    }]
  }
}

variables {
  adopt_stages  = false # a mocked provider has nothing to adopt
  environment   = "dev"
  account_id    = "111111111111"
  region        = "eu-central-1"
  domain        = "dev.shop.example.com"
  rest_api_ids  = { bff = "aaa111", notifications = "bbb222", backoffice = "ccc333" }
  user_pool_arn = "arn:aws:cognito-idp:eu-central-1:111111111111:userpool/eu-central-1_abcdefghi"
  web_acl_arn   = "arn:aws:wafv2:eu-central-1:111111111111:regional/webacl/mercato-dev/1"
  key_arns = {
    logs     = "arn:aws:kms:eu-central-1:111111111111:key/mrk-1"
    messages = "arn:aws:kms:eu-central-1:111111111111:key/mrk-2"
    objects  = "arn:aws:kms:eu-central-1:111111111111:key/mrk-3"
  }
}

run "every_queue_of_a_function_starts_it" {
  assert {
    condition = toset(keys(module.event_sources.mapping_ids)) == toset([
      for name, queue in local.topology.queues : name if contains(keys(queue), "handler")
    ])
    error_message = "A queue with a handler has a mapping, and no other."
  }
}

run "cognito_may_call_its_triggers_from_its_own_pool_only" {
  assert {
    condition = {
      for name, each in aws_lambda_permission.user_pool : name => each.function_name
      } == {
      custom_message       = "mercato-notifications-dev-customize_message"
      post_confirmation    = "mercato-notifications-dev-after_confirmation"
      pre_token_generation = "mercato-backoffice-dev-require_second_factor"
    }
    error_message = "Each trigger is a function that Chalice has named so."
  }
  assert {
    condition     = alltrue([for each in aws_lambda_permission.user_pool : each.source_arn == var.user_pool_arn])
    error_message = "Another pool must not call our functions."
  }
}

run "all_rest_apis_are_behind_one_name_and_the_firewall" {
  assert {
    condition = output.api_origin.origin_paths == {
      bff = "/bff", notifications = "/notifications", backoffice = "/backoffice"
    }
    error_message = "Each application is below its own name."
  }
  assert {
    condition     = toset(keys(module.rest_api)) == module.function_names.rest_apis
    error_message = "Every application with routes has its stage settled."
  }
}
