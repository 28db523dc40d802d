# A domain that SES may send from, and that receivers can tell from a forger's: DKIM, SPF, DMARC.

locals {
  dkim_tokens = aws_sesv2_email_identity.this.dkim_signing_attributes[0].tokens

  mail_from = "bounces-${var.region}.${var.domain}"
  dmarc = compact([
    "v=DMARC1",
    "p=${var.dmarc.policy}",
    "adkim=s", # signed by exactly this domain
    "aspf=r",  # bounces go to a domain below it
    var.dmarc.reports == null ? "" : "rua=mailto:${var.dmarc.reports}",
  ])
}

resource "aws_sesv2_configuration_set" "this" {
  configuration_set_name = "${var.name}-${var.configuration_set}"

  delivery_options {
    tls_policy           = "REQUIRE" # receivers without TLS get no mail of ours
    max_delivery_seconds = 14400     # after four hours, news of an order is none; the sender hears of a bounce
  }
  reputation_options {
    reputation_metrics_enabled = true
  }
  sending_options {
    sending_enabled = true
  }
  suppression_options {
    suppressed_reasons = ["BOUNCE", "COMPLAINT"]
  }
}

resource "aws_sesv2_configuration_set_event_destination" "feedback" {
  configuration_set_name = aws_sesv2_configuration_set.this.configuration_set_name
  event_destination_name = "feedback"

  event_destination {
    enabled              = true
    matching_event_types = ["SEND", "BOUNCE", "COMPLAINT"] # what edge_api/notifications acts on

    sns_destination {
      topic_arn = var.feedback_topic_arn
    }
  }
}

resource "aws_sesv2_email_identity" "this" {
  email_identity         = var.domain
  configuration_set_name = aws_sesv2_configuration_set.this.configuration_set_name

  dkim_signing_attributes {
    next_signing_key_length = "RSA_2048_BIT"
  }
}

resource "aws_route53_record" "dkim" {
  for_each = { first = 0, second = 1, third = 2 } # SES always gives three, known only after it was asked

  zone_id = var.zone_id
  name    = "${element(local.dkim_tokens, each.value)}._domainkey.${var.domain}"
  type    = "CNAME"
  ttl     = 1800
  records = ["${element(local.dkim_tokens, each.value)}.dkim.amazonses.com"]
}

# Bounces come back to a name below our domain, one per region, so that SPF speaks for us too.
resource "aws_sesv2_email_identity_mail_from_attributes" "this" {
  email_identity         = aws_sesv2_email_identity.this.email_identity
  mail_from_domain       = local.mail_from
  behavior_on_mx_failure = "USE_DEFAULT_VALUE" # rather a mail by amazonses.com than none

  depends_on = [aws_route53_record.mail_from]
}

resource "aws_route53_record" "mail_from" {
  for_each = {
    MX  = "10 feedback-smtp.${var.region}.amazonses.com"
    TXT = "v=spf1 include:amazonses.com -all"
  }

  zone_id = var.zone_id
  name    = local.mail_from
  type    = each.key
  ttl     = 1800
  records = [each.value]
}

resource "aws_route53_record" "dmarc" {
  for_each = toset(var.domain_records ? ["dmarc"] : [])

  zone_id = var.zone_id
  name    = "_dmarc.${var.domain}"
  type    = "TXT"
  ttl     = 1800
  records = [join("; ", local.dmarc)]
}
