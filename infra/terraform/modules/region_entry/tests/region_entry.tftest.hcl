mock_provider "aws" {}

variables {
  host     = "api-eu-west-1.shop.example.com"
  region   = "eu-west-1"
  zone_id  = "Z0123456789ABCDEFGHIJ"
  rest_api = { id = "abc123" }
}

run "answers_in_its_region_alone" {
  command = plan

  assert {
    condition = (
      aws_api_gateway_domain_name.this.region == "eu-west-1" && aws_api_gateway_base_path_mapping.this.region == "eu-west-1" &&
      aws_api_gateway_domain_name.this.endpoint_configuration[0].types == tolist(["REGIONAL"])
    )
    error_message = "The name leads into one region."
  }
  assert {
    condition     = aws_api_gateway_domain_name.this.security_policy == "TLS_1_2"
    error_message = "No old TLS."
  }
  assert {
    condition = (
      aws_api_gateway_base_path_mapping.this.api_id == "abc123" && aws_api_gateway_base_path_mapping.this.stage_name == "api" &&
      coalesce(aws_api_gateway_base_path_mapping.this.base_path, "none") == "none"
    )
    error_message = "Paths are the application's own."
  }
  assert {
    condition     = aws_route53_record.this.name == var.host && length(aws_route53_record.this.failover_routing_policy) == 0
    error_message = "Nothing moves it elsewhere."
  }
}
