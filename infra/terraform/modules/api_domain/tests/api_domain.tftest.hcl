mock_provider "aws" {}

variables {
  domain_name     = "api-origin.shop.example.com"
  certificate_arn = "arn:aws:acm:eu-central-1:111111111111:certificate/1"
  rest_apis = {
    bff   = { id = "abc123", stage_name = "api" }
    notes = { id = "def456", stage_name = "api" }
  }
}

run "each_application_is_below_its_own_name" {
  assert {
    condition     = output.origin_paths == { bff = "/bff", notes = "/notes" }
    error_message = "CloudFront finds an application by its name."
  }
  assert {
    condition     = aws_api_gateway_base_path_mapping.this["notes"].api_id == "def456"
    error_message = "A base path leads to its own API."
  }
}

run "the_domain_is_regional_and_modern" {
  assert {
    condition = (
      aws_api_gateway_domain_name.this.endpoint_configuration[0].types == tolist(["REGIONAL"]) &&
      aws_api_gateway_domain_name.this.security_policy == "TLS_1_2"
    )
    error_message = "Regional, so that a failover can move it; TLS 1.2 or later."
  }
}
