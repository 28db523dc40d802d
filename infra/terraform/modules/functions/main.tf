# What each Lambda function runs as and writes to. The functions themselves are Chalice's.

locals {
  log_groups = { for key, each in var.functions : key => "/aws/lambda/${each.function_name}" }
  role_names = {
    for key, each in var.functions :
    key => "${var.name}-${each.app}-${replace(each.handler, "_", "-")}-${var.region}"
  }
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [var.account_id]
    }
  }
}

resource "aws_iam_role" "this" {
  for_each = var.functions

  name                 = local.role_names[each.key]
  description          = "The Lambda function ${each.value.function_name}."
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.permissions_boundary_arn

  lifecycle {
    precondition {
      condition     = length(local.role_names[each.key]) <= 64
      error_message = "IAM allows a role's name 64 characters: ${local.role_names[each.key]}."
    }
  }
}

data "aws_iam_policy_document" "runtime" {
  for_each = var.functions

  statement {
    sid       = "WriteItsOwnLog" # the group is here already: no function may create one without retention
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.this[each.key].arn}:*"]
  }

  statement {
    sid       = "Trace"
    actions   = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
    resources = ["*"] # X-Ray knows no resource for what it is sent
  }

  dynamic "statement" {
    for_each = each.value.in_vpc ? ["interfaces"] : []
    content {
      sid = "AttachToTheNetwork"
      actions = [
        "ec2:AssignPrivateIpAddresses",
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSubnets",
        "ec2:UnassignPrivateIpAddresses",
      ]
      resources = ["*"] # Lambda checks these before there is an interface; the statement below takes them from the code
    }
  }

  # Lambda attaches interfaces with the function's role; the function's own code has no business with them.
  dynamic "statement" {
    for_each = each.value.in_vpc ? ["code"] : []
    content {
      sid       = "NotForTheCode"
      effect    = "Deny"
      actions   = ["ec2:*"]
      resources = ["*"] # a denial is as wide as it can be

      condition {
        test     = "ArnEquals"
        variable = "lambda:SourceFunctionArn"
        values   = ["arn:aws:lambda:${var.region}:${var.account_id}:function:${each.value.function_name}"]
      }
    }
  }
}

resource "aws_iam_role_policy" "runtime" {
  for_each = var.functions

  name   = "runtime"
  role   = aws_iam_role.this[each.key].id
  policy = data.aws_iam_policy_document.runtime[each.key].json
}

resource "aws_iam_role_policy" "access" {
  for_each = { for key, each in var.functions : key => each if each.has_access }

  name   = "access"
  role   = aws_iam_role.this[each.key].id
  policy = var.policies[each.key]
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = var.functions

  name              = local.log_groups[each.key]
  retention_in_days = var.log_retention_days
  kms_key_id        = var.logs_key_arn
}

resource "aws_security_group" "this" {
  name        = "${var.name}-functions"
  description = "Lambda functions that call services"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-functions" }

  lifecycle {
    create_before_destroy = true # an interface of Lambda lives on for some twenty minutes
  }
}

# Services behind the internal load balancer, and AWS by its endpoints or through NAT: all of it TLS.
resource "aws_vpc_security_group_egress_rule" "https" {
  security_group_id = aws_security_group.this.id
  description       = "Services and AWS, over TLS"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}
