mock_provider "aws" {}

override_resource {
  target = aws_acm_certificate.this
  values = {
    arn = "arn:aws:acm:eu-central-1:111111111111:certificate/5f1f2f3f-0000-4000-8000-000000000000"
    domain_validation_options = [
      {
        domain_name           = "origin.shop.example.com"
        resource_record_name  = "_a.origin.shop.example.com."
        resource_record_type  = "CNAME"
        resource_record_value = "_a.acm-validations.aws."
      },
      {
        domain_name           = "internal.shop.example.com"
        resource_record_name  = "_b.internal.shop.example.com."
        resource_record_type  = "CNAME"
        resource_record_value = "_b.acm-validations.aws."
      },
      {
        domain_name           = "*.internal.shop.example.com"
        resource_record_name  = "_b.internal.shop.example.com."
        resource_record_type  = "CNAME"
        resource_record_value = "_b.acm-validations.aws."
      },
    ]
  }
}

variables {
  domain_name               = "origin.shop.example.com"
  subject_alternative_names = ["internal.shop.example.com", "*.internal.shop.example.com"]
  zone_id                   = "Z0123456789"
}

run "one_record_proves_a_name_and_its_wildcard" {
  assert {
    condition = toset([for record in aws_route53_record.validation : record.name]) == toset([
      "_a.origin.shop.example.com.", "_b.internal.shop.example.com."
    ])
    error_message = "There must be one record per proof, not per name."
  }
  assert {
    condition     = length(aws_route53_record.validation) == 2
    error_message = "A name and its wildcard share their record."
  }
  assert {
    condition     = aws_acm_certificate.this.validation_method == "DNS"
    error_message = "Only DNS proofs are renewed without a person."
  }
  assert {
    condition     = output.arn == aws_acm_certificate.this.arn
    error_message = "The output is the certificate's ARN."
  }
}

run "a_second_region_leaves_the_records_to_the_first" {
  variables {
    manage_validation_records = false
  }
  assert {
    condition     = length(aws_route53_record.validation) == 0
    error_message = "Two states must not own one record."
  }
}

run "a_certificate_for_cloudfront_is_in_its_region" {
  variables {
    region = "us-east-1"
  }
  assert {
    condition     = aws_acm_certificate.this.region == "us-east-1" && aws_acm_certificate_validation.this.region == "us-east-1"
    error_message = "Certificate and validation must be in the region asked for."
  }
}

run "a_name_in_capitals_is_refused" {
  command = plan
  variables {
    domain_name = "Origin.shop.example.com"
  }
  expect_failures = [var.domain_name]
}
