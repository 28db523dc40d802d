# Dashboards over the lake: groups, and everything else as one stack of CloudFormation.

locals {
  template  = file("${path.module}/template.json")
  groups    = jsondecode(local.template).Metadata.Groups # name -> description
  group_ids = { for name in keys(local.groups) : name => "${var.name}-${name}" }
  members = merge([
    for group, names in var.members : { for name in names : "${group}.${name}" => { group = group, name = name } }
  ]...)
}

resource "aws_quicksight_group" "this" {
  for_each = local.groups

  aws_account_id = var.account_id
  namespace      = var.namespace
  group_name     = local.group_ids[each.key]
  description    = each.value
}

resource "aws_quicksight_group_membership" "this" {
  for_each = local.members

  aws_account_id = var.account_id
  namespace      = var.namespace
  group_name     = aws_quicksight_group.this[each.value.group].group_name
  member_name    = each.value.name
}

resource "aws_s3_object" "template" {
  bucket       = var.artifacts_bucket
  key          = "quicksight/${sha256(local.template)}.json"
  content      = local.template
  content_type = "application/json"
}

resource "aws_cloudformation_stack" "this" {
  name         = "${var.name}-quicksight"
  template_url = "https://${var.artifacts_bucket}.s3.${var.region}.amazonaws.com/${aws_s3_object.template.key}"
  on_failure   = "ROLLBACK"

  parameters = {
    Prefix         = var.name
    DatabasePrefix = var.database_prefix
    Workgroup      = var.workgroup
    Namespace      = var.namespace
    Currency       = var.currency
    RoleArn        = aws_iam_role.this.arn
  }

  timeouts {
    create = "30m" # data sets are read into memory as they are made
    update = "30m"
  }

  depends_on = [aws_quicksight_group.this, aws_iam_role_policy_attachment.this]
}

# QuickSight asks the lake as an analyst would, and may do no more.
resource "aws_iam_role" "this" {
  name                 = "${var.name}-quicksight-${var.region}"
  description          = "QuickSight reads the curated zone with it."
  permissions_boundary = var.permissions_boundary_arn
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "quicksight.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "this" {
  role       = aws_iam_role.this.name
  policy_arn = var.analyst_policy_arn
}
