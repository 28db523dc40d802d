mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-central-1:222222222222:log-group:/aws/opensearch/mercato-prod/x" }
  }
}

variables {
  name                       = "mercato-prod"
  account_id                 = "222222222222"
  region                     = "eu-central-1"
  size                       = { instance_type = "r7g.large.search", instances = 3, zones = 3, volume_gib = 50, dedicated_master_type = "m7g.medium.search" }
  service_role_arn           = "arn:aws:iam::222222222222:role/mercato-prod-search-eu-central-1"
  vpc_id                     = "vpc-1"
  subnet_ids                 = ["subnet-a", "subnet-b", "subnet-c"]
  allowed_security_group_ids = { nodes = "sg-nodes" }
  kms_key_arn                = "arn:aws:kms:eu-central-1:222222222222:key/mrk-data"
  logs_kms_key_arn           = "arn:aws:kms:eu-central-1:222222222222:key/mrk-logs"
  log_retention_days         = 90
}

run "production_survives_a_zone" {
  command = plan

  assert {
    condition     = one(aws_opensearch_domain.this.cluster_config).zone_awareness_enabled && one(one(aws_opensearch_domain.this.cluster_config).zone_awareness_config).availability_zone_count == 3
    error_message = "Shards are spread over three zones."
  }
  assert {
    condition     = one(aws_opensearch_domain.this.cluster_config).dedicated_master_enabled && one(aws_opensearch_domain.this.cluster_config).dedicated_master_count == 3
    error_message = "Three masters decide by majority."
  }
  assert {
    condition     = length(one(aws_opensearch_domain.this.vpc_options).subnet_ids) == 3
    error_message = "The domain is in the data subnets of three zones."
  }
}

run "everything_is_encrypted" {
  command = plan

  assert {
    condition     = one(aws_opensearch_domain.this.encrypt_at_rest).enabled && one(aws_opensearch_domain.this.encrypt_at_rest).kms_key_id == var.kms_key_arn && one(aws_opensearch_domain.this.node_to_node_encryption).enabled
    error_message = "Disks and the wire between nodes are encrypted."
  }
  assert {
    condition     = one(aws_opensearch_domain.this.domain_endpoint_options).enforce_https && startswith(one(aws_opensearch_domain.this.domain_endpoint_options).tls_security_policy, "Policy-Min-TLS-1-2")
    error_message = "TLS 1.2 at least."
  }
}

run "the_search_service_and_nobody_else" {
  command = plan

  assert {
    condition     = one(one(aws_opensearch_domain.this.advanced_security_options).master_user_options).master_user_arn == var.service_role_arn
    error_message = "The search service's role is the master."
  }
  assert {
    condition     = one(aws_opensearch_domain.this.advanced_security_options).enabled && !one(aws_opensearch_domain.this.advanced_security_options).internal_user_database_enabled && !one(aws_opensearch_domain.this.advanced_security_options).anonymous_auth_enabled
    error_message = "Nobody without a role."
  }
  assert {
    condition = alltrue([
      for statement in data.aws_iam_policy_document.access.statement :
      one(statement.principals).identifiers == toset([var.service_role_arn]) && statement.resources == toset(["arn:aws:es:eu-central-1:222222222222:domain/mercato-prod/*"]) && !contains(statement.actions, "es:*")
    ])
    error_message = "The domain's policy names one role, five actions, and itself."
  }
  assert {
    condition     = toset([for rule in aws_vpc_security_group_ingress_rule.this : "${rule.referenced_security_group_id}:${rule.from_port}"]) == toset(["sg-nodes:443"])
    error_message = "Only the nodes are let in."
  }
}

run "what_happened_is_logged" {
  command = apply

  assert {
    condition     = toset([for log in aws_opensearch_domain.this.log_publishing_options : log.log_type]) == toset(["AUDIT_LOGS", "INDEX_SLOW_LOGS", "SEARCH_SLOW_LOGS", "ES_APPLICATION_LOGS"])
    error_message = "Audit, slow and application logs are published."
  }
  assert {
    condition     = alltrue([for group in aws_cloudwatch_log_group.this : group.kms_key_id == var.logs_kms_key_arn]) && { for kind, group in aws_cloudwatch_log_group.this : kind => group.retention_in_days } == { AUDIT_LOGS = 365, ES_APPLICATION_LOGS = 90, INDEX_SLOW_LOGS = 90, SEARCH_SLOW_LOGS = 90 }
    error_message = "Logs are encrypted and end, who did what after a year."
  }
  assert {
    condition     = length(one(data.aws_iam_policy_document.logs.statement).condition) == 2
    error_message = "Only this domain writes to them."
  }
}

run "dev_has_one_small_node" {
  command   = plan
  state_key = "dev"

  variables {
    name = "mercato-dev"
    size = { instance_type = "t3.small.search", instances = 1, zones = 1, volume_gib = 10 }
  }

  assert {
    condition     = !one(aws_opensearch_domain.this.cluster_config).zone_awareness_enabled && !one(aws_opensearch_domain.this.cluster_config).dedicated_master_enabled && length(one(aws_opensearch_domain.this.vpc_options).subnet_ids) == 1
    error_message = "One node is in one zone."
  }
  assert {
    condition     = one(aws_opensearch_domain.this.auto_tune_options).desired_state == "DISABLED"
    error_message = "A small node cannot be tuned."
  }
}

run "nodes_that_do_not_fit_the_zones_are_refused" {
  command   = plan
  state_key = "uneven"

  variables {
    size = { instance_type = "r7g.large.search", instances = 4, zones = 3, volume_gib = 50 }
  }

  expect_failures = [aws_opensearch_domain.this]
}
