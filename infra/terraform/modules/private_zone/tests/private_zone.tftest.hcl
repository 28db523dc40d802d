mock_provider "aws" {}

variables {
  name   = "internal.shop.example.com"
  vpc_id = "vpc-00000000000000001"
  names  = ["cart", "catalog"]
  target = { dns_name = "internal-mercato.eu-central-1.elb.amazonaws.com", zone_id = "Z215JYRZR1TBD5" }
}

run "every_name_leads_to_the_load_balancer" {
  assert {
    condition     = [for record in aws_route53_record.name : record.name] == ["cart.internal.shop.example.com", "catalog.internal.shop.example.com"]
    error_message = "A record for each name, below the zone's."
  }
  assert {
    condition = alltrue([
      for record in aws_route53_record.name :
      record.alias[0].name == var.target.dns_name && record.alias[0].zone_id == var.target.zone_id && record.type == "A"
    ])
    error_message = "Aliases of the load balancer."
  }
  assert {
    condition     = one(aws_route53_zone.this.vpc).vpc_id == var.vpc_id
    error_message = "A zone with a network is private; one without is public."
  }
  assert {
    condition     = output.urls["cart"] == "https://cart.internal.shop.example.com"
    error_message = "Services are called by HTTPS."
  }
}
