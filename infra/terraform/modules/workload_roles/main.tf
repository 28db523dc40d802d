# A role for each service, which its pods take on by the ServiceAccount of the same name and nobody else can.

module "access" {
  source   = "../access_policy"
  for_each = var.services

  statements = each.value
  arns       = var.arns
}

data "aws_iam_policy_document" "trust" {
  for_each = var.services

  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [var.oidc_provider_arn]
    }
    # Exactly this ServiceAccount, with a token that was made for STS: a token made for another audience, such
    # as one that a pod hands to Vault, opens nothing here.
    condition {
      test     = "StringEquals"
      variable = "${var.oidc_issuer}:sub"
      values   = ["system:serviceaccount:${var.namespace}:${each.key}"]
    }
    condition {
      test     = "StringEquals"
      variable = "${var.oidc_issuer}:aud"
      values   = ["sts.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "this" {
  for_each = var.services

  name                 = "${var.name}-${each.key}-${var.region}"
  description          = "What the pods of ${each.key} may ask of AWS; infra/access.yaml lists it."
  assume_role_policy   = data.aws_iam_policy_document.trust[each.key].json
  permissions_boundary = var.permissions_boundary
}

resource "aws_iam_role_policy" "this" {
  for_each = var.services

  name   = "access"
  role   = aws_iam_role.this[each.key].id
  policy = module.access[each.key].json
}
