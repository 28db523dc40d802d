# A name of one region's own, by which it can be asked from outside whether it could serve, also while
# the other is the one that does.

module "certificate" {
  source = "../certificate"

  domain_name = var.host
  zone_id     = var.zone_id
  region      = var.region
}

resource "aws_api_gateway_domain_name" "this" {
  domain_name              = var.host
  regional_certificate_arn = module.certificate.arn
  security_policy          = "TLS_1_2"
  region                   = var.region

  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

# No base path: the application routes whole paths (/api/...).
resource "aws_api_gateway_base_path_mapping" "this" {
  domain_name = aws_api_gateway_domain_name.this.domain_name
  api_id      = var.rest_api.id
  stage_name  = var.rest_api.stage
  region      = var.region
}

resource "aws_route53_record" "this" {
  zone_id = var.zone_id
  name    = var.host
  type    = "A"

  alias {
    name                   = aws_api_gateway_domain_name.this.regional_domain_name
    zone_id                = aws_api_gateway_domain_name.this.regional_zone_id
    evaluate_target_health = false
  }
}
