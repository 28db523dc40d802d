# Ways to AWS services that do not leave the network. Their policies are a fence, not a grant: what a caller
# may do is its role's matter, what passes here is this account's callers and this account's things only.
# Stolen keys of another account cannot carry data out through them.

locals {
  # The anonymous call with which a pod becomes its role has no principal yet, only the role it asks for.
  anonymous_calls = {
    sts = ["sts:AssumeRoleWithWebIdentity"]
  }

  # What belongs to others and must be read: images of the cluster's add-ons, and where their layers lie.
  foreign_reads = {
    "ecr.api" = ["ecr:GetAuthorizationToken", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    "ecr.dkr" = ["ecr:GetAuthorizationToken", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:BatchCheckLayerAvailability"]
    s3        = ["s3:GetObject"]
  }
  foreign_resources = {
    s3 = [
      "arn:aws:s3:::prod-${var.region}-starport-layer-bucket/*", # layers of images in ECR
      "arn:aws:s3:::prod-registry-k8s-io-${var.region}/*",       # layers of registry.k8s.io, which sends AWS's callers there
      "arn:aws:s3:::al2023-repos-${var.region}-de612dc2/*",      # packages of Amazon Linux 2023
    ]
  }

  endpoints = toset(concat(["s3", "dynamodb"], tolist(var.interface_endpoints)))
}

data "aws_iam_policy_document" "endpoint" {
  for_each = local.endpoints

  statement {
    sid       = "OurCallersOurThings"
    actions   = ["*"] # a fence, see above: the caller's own policy says which
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalAccount"
      values   = [var.account_id]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceAccount"
      values   = [var.account_id]
    }
  }

  dynamic "statement" {
    for_each = try([local.anonymous_calls[each.key]], [])

    content {
      sid       = "BecomeOneOfOurRoles"
      actions   = statement.value
      resources = ["arn:aws:iam::${var.account_id}:role/*"]

      principals {
        type        = "AWS"
        identifiers = ["*"]
      }
    }
  }

  dynamic "statement" {
    for_each = try([local.foreign_reads[each.key]], [])

    content {
      sid       = "ReadWhatOthersProvide"
      actions   = statement.value
      resources = try(local.foreign_resources[each.key], ["*"])

      principals {
        type        = "AWS"
        identifiers = ["*"]
      }

      # Layers and packages are fetched by signed or open links: there the caller is not ours.
      dynamic "condition" {
        for_each = contains(keys(local.foreign_resources), each.key) ? [] : [var.account_id]

        content {
          test     = "StringEquals"
          variable = "aws:PrincipalAccount"
          values   = [condition.value]
        }
      }
    }
  }
}

resource "aws_vpc_endpoint" "gateway" {
  for_each = toset(["s3", "dynamodb"])

  vpc_id            = aws_vpc.this.id
  service_name      = "com.amazonaws.${var.region}.${each.key}"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [for table in aws_route_table.private : table.id]
  policy            = data.aws_iam_policy_document.endpoint[each.key].json

  tags = { Name = "${var.name}-${each.key}" }
}

resource "aws_vpc_endpoint" "interface" {
  for_each = var.interface_endpoints

  vpc_id              = aws_vpc.this.id
  service_name        = "com.amazonaws.${var.region}.${each.key}"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [for subnet in aws_subnet.private : subnet.id]
  security_group_ids  = [aws_security_group.endpoints.id]
  policy              = data.aws_iam_policy_document.endpoint[each.key].json

  tags = { Name = "${var.name}-${each.key}" }
}

resource "aws_security_group" "endpoints" {
  name_prefix = "${var.name}-endpoints-"
  description = "The interface endpoints: HTTPS from inside the network"
  vpc_id      = aws_vpc.this.id

  tags = { Name = "${var.name}-endpoints" }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "endpoints" {
  security_group_id = aws_security_group.endpoints.id
  description       = "HTTPS from the network"
  cidr_ipv4         = var.cidr
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}
