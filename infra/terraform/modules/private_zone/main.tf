# Names that only the network knows. Each region has a zone of this name of its own: a caller is always led to
# the services beside it.

resource "aws_route53_zone" "this" {
  name    = var.name
  comment = "Known inside the network only"

  vpc {
    vpc_id = var.vpc_id
  }
}

resource "aws_route53_record" "name" {
  for_each = var.names

  zone_id = aws_route53_zone.this.zone_id
  name    = "${each.key}.${var.name}"
  type    = "A"

  alias {
    name                   = var.target.dns_name
    zone_id                = var.target.zone_id
    evaluate_target_health = false # one target: an unhealthy answer is better than none
  }
}
