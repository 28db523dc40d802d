resource "aws_kms_key" "state" {
  description         = "mercato: Terraform's state"
  enable_key_rotation = true
  policy              = data.aws_iam_policy_document.own_account.json
}

resource "aws_kms_alias" "state" {
  name          = "alias/mercato-state"
  target_key_id = aws_kms_key.state.key_id
}

resource "aws_kms_key" "images" {
  for_each = toset(var.running_regions)

  region              = each.key
  description         = "mercato: images"
  enable_key_rotation = true
  policy              = data.aws_iam_policy_document.own_account.json
}

resource "aws_kms_key" "trail" {
  description         = "mercato: the trail of management calls"
  enable_key_rotation = true
  policy              = data.aws_iam_policy_document.trail_key.json
}

# A key's policy speaks of that key: `*` is the key itself.
data "aws_iam_policy_document" "own_account" {
  statement {
    sid       = "AccountDecidesByItsOwnPolicies"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${var.account_id}:root"]
    }
  }
}

data "aws_iam_policy_document" "trail_key" {
  source_policy_documents = [data.aws_iam_policy_document.own_account.json]

  statement {
    sid       = "TrailEncrypts"
    actions   = ["kms:GenerateDataKey*", "kms:DescribeKey"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceArn"
      values   = [local.trail_arn]
    }
  }
}
