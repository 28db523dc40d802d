# One host name per region for all REST APIs: what CloudFront asks, and what a failover moves.

resource "aws_api_gateway_domain_name" "this" {
  domain_name              = var.domain_name
  regional_certificate_arn = var.certificate_arn
  security_policy          = "TLS_1_2"

  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

# A base path is taken off before a request is routed, and the applications route whole paths (/api/...). So each API
# has its application's name for a base path, which CloudFront puts in front as the origin's path.
resource "aws_api_gateway_base_path_mapping" "this" {
  for_each = var.rest_apis

  domain_name = aws_api_gateway_domain_name.this.domain_name
  base_path   = each.key
  api_id      = each.value.id
  stage_name  = each.value.stage_name
}
