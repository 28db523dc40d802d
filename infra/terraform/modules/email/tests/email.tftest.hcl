mock_provider "aws" {}

override_resource {
  target = aws_sesv2_email_identity.this
  values = {
    dkim_signing_attributes = { tokens = ["aaa", "bbb", "ccc"] }
  }
  override_during = plan
}

variables {
  name               = "mercato-test"
  region             = "eu-central-1"
  domain             = "shop.example.com"
  zone_id            = "Z0123456789ABCDEFGHIJ"
  sender             = "Mercato <service@shop.example.com>"
  configuration_set  = yamldecode(file("../../../topology.yaml")).email.configuration_set
  feedback_topic_arn = "arn:aws:sns:eu-central-1:111111111111:mercato-test-email-feedback"
  domain_records     = true
}

run "is_known_by_its_signature" {
  command = plan

  assert {
    condition = toset([for record in aws_route53_record.dkim : "${record.name} ${one(record.records)}"]) == toset([
      for token in ["aaa", "bbb", "ccc"] : "${token}._domainkey.shop.example.com ${token}.dkim.amazonses.com"
    ])
    error_message = "All three keys are in the zone."
  }
  assert {
    condition     = aws_sesv2_email_identity.this.dkim_signing_attributes[0].next_signing_key_length == "RSA_2048_BIT"
    error_message = "Keys have 2048 bits."
  }
  assert {
    condition     = one(aws_route53_record.mail_from["MX"].records) == "10 feedback-smtp.eu-central-1.amazonses.com" && aws_route53_record.mail_from["MX"].name == "bounces-eu-central-1.shop.example.com"
    error_message = "Bounces come to this region, by a name of its own."
  }
  assert {
    condition     = one(aws_route53_record.mail_from["TXT"].records) == "v=spf1 include:amazonses.com -all"
    error_message = "SES alone sends for it."
  }
  assert {
    condition     = startswith(one(aws_route53_record.dmarc["dmarc"].records), "v=DMARC1; p=quarantine; adkim=s")
    error_message = "What is not signed is no mail of ours."
  }
}

run "requires_tls_and_tells_what_became_of_mails" {
  command = plan

  assert {
    condition     = aws_sesv2_configuration_set.this.delivery_options[0].tls_policy == "REQUIRE"
    error_message = "Mails travel by TLS."
  }
  assert {
    condition     = toset(aws_sesv2_configuration_set.this.suppression_options[0].suppressed_reasons) == toset(["BOUNCE", "COMPLAINT"])
    error_message = "Who bounced or complained gets no more."
  }
  assert {
    condition = (
      aws_sesv2_configuration_set_event_destination.feedback.event_destination[0].matching_event_types == toset(["SEND", "BOUNCE", "COMPLAINT"]) &&
      aws_sesv2_configuration_set_event_destination.feedback.event_destination[0].sns_destination[0].topic_arn == var.feedback_topic_arn
    )
    error_message = "Sends, bounces and complaints are told to the topic."
  }
  assert {
    condition     = aws_sesv2_email_identity.this.configuration_set_name == "mercato-test-notifications"
    error_message = "Mails without a configuration set (Cognito's) have ours."
  }
}

run "leaves_the_domains_own_records_to_the_primary" {
  command = plan
  variables {
    domain_records = false
  }

  assert {
    condition     = length(aws_route53_record.dmarc) == 0 && length(aws_route53_record.dkim) == 3
    error_message = "DMARC is once per domain, DKIM once per region."
  }
}

run "refuses_an_unknown_policy" {
  command = plan
  variables {
    dmarc = { policy = "bounce" }
  }

  expect_failures = [var.dmarc]
}
