mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
}

variables {
  name              = "mercato-prod"
  region            = "eu-central-1"
  oidc_provider_arn = "arn:aws:iam::222222222222:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/ABC"
  oidc_issuer       = "oidc.eks.eu-central-1.amazonaws.com/id/ABC"
  services          = yamldecode(file("../../../access.yaml")).services
  arns = {
    topics = {
      catalog-events = "arn:aws:sns:eu-central-1:222222222222:mercato-prod-catalog-events"
      order-events   = "arn:aws:sns:eu-central-1:222222222222:mercato-prod-order-events"
      payment-events = "arn:aws:sns:eu-central-1:222222222222:mercato-prod-payment-events"
    }
    queues             = { for name in keys(yamldecode(file("../../../topology.yaml")).queues) : name => "arn:aws:sqs:eu-central-1:222222222222:mercato-prod-${name}" }
    dead_letter_queues = { for name in keys(yamldecode(file("../../../topology.yaml")).queues) : name => "arn:aws:sqs:eu-central-1:222222222222:mercato-prod-${name}-dlq" }
    tables             = { carts = "arn:aws:dynamodb:eu-central-1:222222222222:table/mercato-prod-carts" }
    delivery_streams   = { domain-events = "arn:aws:firehose:eu-central-1:222222222222:deliverystream/mercato-prod-domain-events" }
    buckets            = { media = "arn:aws:s3:::mercato-prod-media" }
    search             = { domain = "arn:aws:es:eu-central-1:222222222222:domain/mercato-prod/*" }
  }
}

run "each_service_of_the_topology_has_one_role" {
  command = plan

  assert {
    condition     = keys(module.role) == keys(yamldecode(file("../../../topology.yaml")).services)
    error_message = "A service has no role, or a role no service."
  }
  assert {
    condition     = output.role_names["catalog"] == "mercato-prod-catalog-eu-central-1"
    error_message = "Role names are global: the region is part of them."
  }
}

run "a_service_that_may_nothing_is_refused" {
  command = plan

  variables {
    services = { catalog = [] }
  }

  expect_failures = [var.services]
}
