# What Chalice has no option for at the stage of a REST API: logs, limits, tracing, the firewall.

locals {
  # No header and no query: neither tokens nor what somebody searched for. The route is the template and not the path.
  access_log_format = jsonencode({
    request_id          = "$context.requestId"
    extended_request_id = "$context.extendedRequestId"
    trace_id            = "$context.xrayTraceId"
    time                = "$context.requestTimeEpoch"
    method              = "$context.httpMethod"
    route               = "$context.resourcePath"
    status              = "$context.status"
    error               = "$context.error.responseType"
    ms                  = "$context.responseLatency"
    integration_ms      = "$context.integration.latency"
    integration_status  = "$context.integration.status"
    waf                 = "$context.waf.status"
    bytes               = "$context.responseLength"
  })
}

# Chalice made the stage and moves it to each new deployment; everything else about it is said here. The root's import
# block takes it over, once.
resource "aws_api_gateway_stage" "this" {
  rest_api_id          = var.rest_api_id
  stage_name           = var.stage_name
  deployment_id        = "chalice" # never sent: see below
  xray_tracing_enabled = true

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    format          = local.access_log_format
  }

  lifecycle {
    ignore_changes = [deployment_id]
  }
}

resource "aws_api_gateway_method_settings" "this" {
  rest_api_id = var.rest_api_id
  stage_name  = aws_api_gateway_stage.this.stage_name
  method_path = "*/*"

  settings {
    metrics_enabled        = true
    logging_level          = "ERROR"
    data_trace_enabled     = false # it would write whole requests, tokens included
    caching_enabled        = false
    throttling_rate_limit  = var.throttling.rate
    throttling_burst_limit = var.throttling.burst
  }

  # The group must be there before the first line, or API Gateway makes one that keeps everything for ever.
  depends_on = [aws_cloudwatch_log_group.execution]
}

resource "aws_cloudwatch_log_group" "access" {
  name              = "/aws/apigateway/${var.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.logs_key_arn
}

resource "aws_cloudwatch_log_group" "execution" {
  name              = "API-Gateway-Execution-Logs_${var.rest_api_id}/${var.stage_name}" # the name is API Gateway's
  retention_in_days = var.log_retention_days
  kms_key_id        = var.logs_key_arn
}

resource "aws_wafv2_web_acl_association" "this" {
  for_each = toset(var.protected ? ["stage"] : [])

  resource_arn = aws_api_gateway_stage.this.arn
  web_acl_arn  = var.web_acl_arn
}
