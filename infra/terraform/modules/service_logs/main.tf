# Where the cluster's lines go, what is counted in them, and the questions that the runbooks ask of them.

locals {
  groups = merge(var.foreign_log_groups, { for name, group in aws_cloudwatch_log_group.this : name => group.name })
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = var.log_groups

  name              = each.value
  kms_key_id        = var.kms_key_arn
  retention_in_days = var.retention_days
}

resource "aws_cloudwatch_log_metric_filter" "this" {
  for_each = var.log_metrics

  name           = each.key
  log_group_name = local.groups[each.value.group]
  pattern        = each.value.pattern

  metric_transformation {
    namespace  = var.namespace
    name       = each.key
    value      = "1"
    unit       = "Count"
    dimensions = length(each.value.dimensions) == 0 ? null : each.value.dimensions
  }
}

resource "aws_cloudwatch_query_definition" "this" {
  for_each = var.queries

  name            = "${var.name}/${each.key}"
  query_string    = each.value.query
  log_group_names = [for group in each.value.groups : local.groups[group]]
}
