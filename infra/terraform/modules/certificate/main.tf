# One certificate, proved by DNS records that stay, so that ACM renews it by itself.

locals {
  # "*.example.com" and "example.com" are proved by one and the same record. The keys come from the input,
  # not from what ACM answers, so that the first plan knows how many records there will be.
  proved_names = toset([
    for name in concat([var.domain_name], var.subject_alternative_names) : trimprefix(name, "*.")
  ])
  options = {
    for option in aws_acm_certificate.this.domain_validation_options :
    trimprefix(option.domain_name, "*.") => option...
  }
  # ACM answers for each name; a stand-in for it, in tests, answers with names of its own.
  proofs = {
    for name in local.proved_names :
    name => try(local.options[name][0], tolist(aws_acm_certificate.this.domain_validation_options)[0])
  }
}

resource "aws_acm_certificate" "this" {
  domain_name               = var.domain_name
  subject_alternative_names = var.subject_alternative_names
  validation_method         = "DNS"
  region                    = var.region

  tags = { Name = var.domain_name }

  lifecycle {
    create_before_destroy = true # a listener never stands without one
  }
}

resource "aws_route53_record" "validation" {
  for_each = var.manage_validation_records ? local.proved_names : toset([])

  zone_id = var.zone_id
  name    = local.proofs[each.key].resource_record_name
  type    = local.proofs[each.key].resource_record_type
  records = [local.proofs[each.key].resource_record_value]
  ttl     = 300
}

resource "aws_acm_certificate_validation" "this" {
  certificate_arn = aws_acm_certificate.this.arn
  region          = var.region

  validation_record_fqdns = (
    var.manage_validation_records ? [for record in aws_route53_record.validation : record.fqdn] : null
  )
}
