mock_provider "aws" {
  mock_resource "aws_api_gateway_stage" {
    defaults = {
      arn = "arn:aws:apigateway:eu-central-1::/restapis/abc123/stages/api"
    }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = {
      arn = "arn:aws:logs:eu-central-1:111111111111:log-group:x"
    }
  }
}

variables {
  name               = "mercato-bff-dev"
  rest_api_id        = "abc123"
  throttling         = { rate = 200, burst = 100 }
  web_acl_arn        = "arn:aws:wafv2:eu-central-1:111111111111:regional/webacl/mercato-dev/1"
  logs_key_arn       = "arn:aws:kms:eu-central-1:111111111111:key/mrk-1"
  log_retention_days = 30
}

run "a_stage_tells_of_every_request_and_of_no_secret" {
  assert {
    condition = (
      jsondecode(aws_api_gateway_stage.this.access_log_settings[0].format).request_id == "$context.requestId"
    )
    error_message = "A request can be found by its id."
  }
  assert {
    condition = alltrue([
      for word in ["header", "querystring", "authorizer", "$context.path\"", "identity"] :
      !strcontains(lower(aws_api_gateway_stage.this.access_log_settings[0].format), word)
    ])
    error_message = "The log must hold no header, query, path or person."
  }
  assert {
    condition     = aws_api_gateway_method_settings.this.settings[0].data_trace_enabled == false
    error_message = "Data traces write tokens."
  }
  assert {
    condition     = aws_api_gateway_stage.this.xray_tracing_enabled && aws_api_gateway_method_settings.this.settings[0].metrics_enabled
    error_message = "A stage is traced and measured."
  }
}

run "a_stage_has_limits_and_a_firewall" {
  assert {
    condition = (
      aws_api_gateway_method_settings.this.settings[0].throttling_rate_limit == 200 &&
      aws_api_gateway_method_settings.this.settings[0].throttling_burst_limit == 100 &&
      aws_api_gateway_method_settings.this.method_path == "*/*"
    )
    error_message = "Every method is throttled."
  }
  assert {
    condition     = aws_wafv2_web_acl_association.this["stage"].web_acl_arn == var.web_acl_arn
    error_message = "The stage is behind the web ACL."
  }
}

run "logs_are_encrypted_and_do_not_stay_for_ever" {
  assert {
    condition = (
      aws_cloudwatch_log_group.access.retention_in_days == 30 && aws_cloudwatch_log_group.execution.retention_in_days == 30 &&
      aws_cloudwatch_log_group.access.kms_key_id == var.logs_key_arn &&
      aws_cloudwatch_log_group.execution.kms_key_id == var.logs_key_arn
    )
    error_message = "Both log groups have a key and a retention."
  }
  assert {
    condition     = aws_cloudwatch_log_group.execution.name == "API-Gateway-Execution-Logs_abc123/api"
    error_message = "API Gateway writes to this name and no other."
  }
}

run "a_burst_that_refuses_the_ordinary_is_refused" {
  command = plan
  variables {
    throttling = { rate = 1000, burst = 1 }
  }
  expect_failures = [var.throttling]
}
