# Secrets as Secrets Manager keeps them. Values are made by the caller as ephemeral passwords and written
# through a write-only argument: neither plan nor state ever holds one.

locals {
  names   = setunion(var.texts, keys(var.accounts), var.operator_filled)
  created = var.is_primary ? local.names : []
  found   = var.is_primary ? [] : local.names
}

resource "aws_secretsmanager_secret" "this" {
  for_each = local.created

  name                    = "${var.name}/${each.key}"
  description             = lookup(var.descriptions, each.key, "Made by Terraform, read by those whose policy names it.")
  kms_key_id              = var.kms_key_arn
  recovery_window_in_days = var.recovery_window_days
  # A replica that an earlier life of the environment left behind is taken over, not tripped over.
  force_overwrite_replica_secret = true

  dynamic "replica" {
    for_each = var.replica == null ? [] : [var.replica]

    content {
      region     = replica.value.region
      kms_key_id = replica.value.kms_key_arn
    }
  }
}

# IAM alone decides within the account; this says that nobody beyond it ever does, whatever is added later.
resource "aws_secretsmanager_secret_policy" "this" {
  for_each = aws_secretsmanager_secret.this

  secret_arn          = each.value.arn
  policy              = data.aws_iam_policy_document.this.json
  block_public_policy = true
}

data "aws_iam_policy_document" "this" {
  statement {
    sid     = "NobodyOutsideOfThisAccount"
    effect  = "Deny"
    actions = ["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue", "secretsmanager:PutResourcePolicy"]
    # A resource policy speaks of its own secret: `*` is that secret.
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
    condition {
      test     = "StringNotEquals"
      variable = "aws:PrincipalAccount"
      values   = [var.account_id]
    }
    # A service of AWS that acts by itself has no account; nothing here lets one in.
    condition {
      test     = "Bool"
      variable = "aws:PrincipalIsAWSService"
      values   = ["false"]
    }
  }
}

resource "aws_secretsmanager_secret_version" "text" {
  for_each = var.is_primary ? var.texts : []

  secret_id                = aws_secretsmanager_secret.this[each.key].id
  secret_string_wo         = var.passwords[each.key]
  secret_string_wo_version = lookup(var.versions, each.key, 1)
}

resource "aws_secretsmanager_secret_version" "account" {
  for_each = var.is_primary ? var.accounts : {}

  secret_id                = aws_secretsmanager_secret.this[each.key].id
  secret_string_wo         = jsonencode(merge(each.value, { password = var.passwords[each.key] }))
  secret_string_wo_version = lookup(var.versions, each.key, 1)
}

data "aws_secretsmanager_secret" "replica" {
  for_each = local.found

  name = "${var.name}/${each.key}"
}
