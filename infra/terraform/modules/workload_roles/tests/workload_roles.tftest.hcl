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
    condition     = keys(aws_iam_role.this) == keys(yamldecode(file("../../../topology.yaml")).services)
    error_message = "A service has no role, or a role no service."
  }
  assert {
    condition     = aws_iam_role.this["catalog"].name == "mercato-prod-catalog-eu-central-1"
    error_message = "Role names are global: the region is part of them."
  }
  assert {
    condition     = alltrue([for role in aws_iam_role.this : length(role.name) <= 64])
    error_message = "IAM takes names of 64 characters."
  }
  assert {
    condition     = alltrue([for role in aws_iam_role.this : role.permissions_boundary == null])
    error_message = "Without a boundary there is none."
  }
}

run "a_role_opens_to_one_service_account_and_one_audience" {
  command = plan

  assert {
    condition = alltrue([
      for service, document in data.aws_iam_policy_document.trust : {
        for condition in document.statement[0].condition : condition.variable => [condition.test, condition.values]
        } == {
        "${var.oidc_issuer}:sub" = ["StringEquals", tolist(["system:serviceaccount:mercato:${service}"])]
        "${var.oidc_issuer}:aud" = ["StringEquals", tolist(["sts.amazonaws.com"])]
      }
    ])
    error_message = "Trust is pinned by sub and aud, exactly."
  }
  assert {
    condition     = alltrue([for document in data.aws_iam_policy_document.trust : document.statement[0].actions == toset(["sts:AssumeRoleWithWebIdentity"])])
    error_message = "A pod takes its role on by its web identity, in no other way."
  }
}

run "a_boundary_bounds_every_role" {
  command = plan

  variables {
    permissions_boundary = "arn:aws:iam::222222222222:policy/boundary"
  }

  assert {
    condition     = alltrue([for role in aws_iam_role.this : role.permissions_boundary == var.permissions_boundary])
    error_message = "A role escaped the boundary."
  }
}

run "an_issuer_with_a_scheme_is_refused" {
  command = plan

  variables {
    oidc_issuer = "https://oidc.eks.eu-central-1.amazonaws.com/id/ABC"
  }

  expect_failures = [var.oidc_issuer]
}

run "a_service_that_may_nothing_is_refused" {
  command = plan

  variables {
    services = { catalog = [] }
  }

  expect_failures = [var.services]
}
