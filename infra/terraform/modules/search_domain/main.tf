# The OpenSearch domain of one region. Its one index is made from the catalogue and can be made again, so
# it is not replicated to the other region.

locals {
  arn = "arn:aws:es:${var.region}:${var.account_id}:domain/${var.name}"
  logs = {
    INDEX_SLOW_LOGS     = "index-slow"
    SEARCH_SLOW_LOGS    = "search-slow"
    ES_APPLICATION_LOGS = "application"
    AUDIT_LOGS          = "audit"
  }
}

resource "aws_opensearch_domain" "this" {
  domain_name    = var.name
  engine_version = var.engine_version

  cluster_config {
    instance_type                 = var.size.instance_type
    instance_count                = var.size.instances
    dedicated_master_enabled      = var.size.dedicated_master_type != null
    dedicated_master_type         = var.size.dedicated_master_type
    dedicated_master_count        = var.size.dedicated_master_type == null ? null : 3 # two of three decide
    zone_awareness_enabled        = var.size.zones > 1
    multi_az_with_standby_enabled = false # a third of the nodes would idle; three zones with replicas lose none either

    dynamic "zone_awareness_config" {
      for_each = var.size.zones > 1 ? [var.size.zones] : []

      content {
        availability_zone_count = zone_awareness_config.value
      }
    }
  }

  ebs_options {
    ebs_enabled = true
    volume_type = "gp3"
    volume_size = var.size.volume_gib
  }

  vpc_options {
    subnet_ids         = slice(var.subnet_ids, 0, var.size.zones)
    security_group_ids = [aws_security_group.this.id]
  }

  encrypt_at_rest {
    enabled    = true
    kms_key_id = var.kms_key_arn
  }

  node_to_node_encryption {
    enabled = true
  }

  domain_endpoint_options {
    enforce_https       = true
    tls_security_policy = "Policy-Min-TLS-1-2-PFS-2023-10"
  }

  # The search service owns the index and is the domain's only client: its role is the master of fine-grained
  # access control, so there is no password and no mapping that somebody would have to make by hand.
  advanced_security_options {
    enabled                        = true
    internal_user_database_enabled = false
    anonymous_auth_enabled         = false

    master_user_options {
      master_user_arn = var.service_role_arn
    }
  }

  access_policies = data.aws_iam_policy_document.access.json

  auto_tune_options {
    # Small burstable instances cannot be tuned.
    desired_state       = startswith(var.size.instance_type, "t") ? "DISABLED" : "ENABLED"
    rollback_on_disable = "NO_ROLLBACK"
    use_off_peak_window = !startswith(var.size.instance_type, "t")
  }

  off_peak_window_options {
    enabled = true

    off_peak_window {
      window_start_time {
        hours   = 1 # UTC
        minutes = 0
      }
    }
  }

  software_update_options {
    auto_software_update_enabled = true
  }

  dynamic "log_publishing_options" {
    for_each = aws_cloudwatch_log_group.this

    content {
      enabled                  = true
      log_type                 = log_publishing_options.key
      cloudwatch_log_group_arn = log_publishing_options.value.arn
    }
  }

  lifecycle {
    precondition {
      condition     = var.size.instances % var.size.zones == 0
      error_message = "Every zone has as many nodes as the others."
    }
    precondition {
      condition     = var.size.zones <= length(var.subnet_ids)
      error_message = "Every zone needs a subnet."
    }
  }

  depends_on = [aws_cloudwatch_log_resource_policy.this]
}

data "aws_iam_policy_document" "access" {
  statement {
    sid       = "SearchAlone"
    actions   = ["es:ESHttpGet", "es:ESHttpHead", "es:ESHttpPost", "es:ESHttpPut", "es:ESHttpDelete"]
    resources = ["${local.arn}/*"]

    principals {
      type        = "AWS"
      identifiers = [var.service_role_arn]
    }
  }
}

# Surroundings ----------------------------------------------------------------------------------------------

resource "aws_security_group" "this" {
  name        = "${var.name}-search"
  description = "OpenSearch: lets in those who are named, and calls nobody"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-search" }
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each = var.allowed_security_group_ids

  security_group_id            = aws_security_group.this.id
  description                  = each.key
  referenced_security_group_id = each.value
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = local.logs

  name              = "/aws/opensearch/${var.name}/${each.value}"
  retention_in_days = each.key == "AUDIT_LOGS" ? max(365, var.log_retention_days) : var.log_retention_days
  kms_key_id        = var.logs_kms_key_arn
}

resource "aws_cloudwatch_log_resource_policy" "this" {
  policy_name     = "${var.name}-opensearch"
  policy_document = data.aws_iam_policy_document.logs.json
}

data "aws_iam_policy_document" "logs" {
  statement {
    actions   = ["logs:PutLogEvents", "logs:CreateLogStream"]
    resources = ["arn:aws:logs:${var.region}:${var.account_id}:log-group:/aws/opensearch/${var.name}/*"]

    principals {
      type        = "Service"
      identifiers = ["es.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [var.account_id]
    }
    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = [local.arn]
    }
  }
}
