mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
}

variables {
  name              = "mercato-prod-external-dns-eu-central-1"
  description       = "Names in DNS."
  oidc_provider_arn = "arn:aws:iam::111111111111:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/ABC"
  oidc_issuer       = "oidc.eks.eu-central-1.amazonaws.com/id/ABC"
  namespace         = "external-dns"
  service_account   = "external-dns"
  policies          = { records = "{}" }
  managed_policies  = ["AmazonEKS_CNI_Policy"]

  permissions_boundary = "arn:aws:iam::111111111111:policy/mercato-boundary"
}

run "only_the_service_account_may_take_the_role" {
  assert {
    condition = {
      for condition in data.aws_iam_policy_document.trust.statement[0].condition :
      condition.variable => "${condition.test} ${join(",", condition.values)}"
      } == {
      "oidc.eks.eu-central-1.amazonaws.com/id/ABC:sub" = "StringEquals system:serviceaccount:external-dns:external-dns"
      "oidc.eks.eu-central-1.amazonaws.com/id/ABC:aud" = "StringEquals sts.amazonaws.com"
    }
    error_message = "The trust must name one ServiceAccount and one audience, exactly."
  }
  assert {
    condition     = one(data.aws_iam_policy_document.trust.statement[0].principals).identifiers == toset([var.oidc_provider_arn])
    error_message = "Only this cluster's provider vouches for it."
  }
  assert {
    condition     = aws_iam_role.this.permissions_boundary == var.permissions_boundary
    error_message = "The role must stay inside the boundary."
  }
}

run "it_has_its_policies_and_no_others" {
  assert {
    condition     = keys(aws_iam_role_policy.this) == ["records"]
    error_message = "The policies given."
  }
  assert {
    condition     = [for attachment in aws_iam_role_policy_attachment.this : attachment.policy_arn] == ["arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy"]
    error_message = "The managed policies given."
  }
}

run "a_pattern_of_accounts_is_refused" {
  command = plan
  variables {
    service_account = "external-*"
  }
  expect_failures = [var.service_account]
}

run "an_issuer_with_its_scheme_is_refused" {
  command = plan
  variables {
    oidc_issuer = "https://oidc.eks.eu-central-1.amazonaws.com/id/ABC"
  }
  expect_failures = [var.oidc_issuer]
}
