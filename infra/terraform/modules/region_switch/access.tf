# What the plan may do, and who may have it do so.

data "aws_iam_policy_document" "assumed_by_the_plan" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["arc-region-switch.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "execution" {
  name               = "${var.name}-region-switch"
  description        = "The region switch plan of ${var.name}"
  assume_role_policy = data.aws_iam_policy_document.assumed_by_the_plan.json

  permissions_boundary = var.permissions_boundary_arn
}

resource "aws_iam_role_policy" "execution" {
  name   = "switch"
  role   = aws_iam_role.execution.id
  policy = data.aws_iam_policy_document.execution.json
}

data "aws_iam_policy_document" "execution" {
  statement {
    sid       = "FindClusters"
    actions   = ["eks:DescribeCluster"]
    resources = [for cluster in values(var.clusters) : cluster.arn]
  }
  statement {
    sid       = "SeeOwnAccess"
    actions   = ["eks:ListAssociatedAccessPolicies"]
    resources = [for region, cluster in var.clusters : "arn:aws:eks:${region}:${var.account_id}:access-entry/${cluster.name}/*"]
  }
  statement {
    sid       = "SeeDatabases"
    actions   = ["rds:DescribeDBClusters", "rds:DescribeGlobalClusters"]
    resources = ["*"] # Region switch lists before it names one
  }
  statement {
    sid     = "PromoteThisDatabase"
    actions = ["rds:FailoverGlobalCluster", "rds:SwitchoverGlobalCluster"]
    resources = concat(
      ["arn:aws:rds::${var.account_id}:global-cluster:${var.database.global_cluster_identifier}"],
      values(var.database.cluster_arns),
    )
  }
  statement {
    sid       = "FindRecords"
    actions   = ["route53:ListResourceRecordSets"]
    resources = ["arn:aws:route53:::hostedzone/${var.zone_id}"]
  }
  dynamic "statement" {
    for_each = length(var.alarm_arns) == 0 ? [] : [values(var.alarm_arns)]
    content {
      sid       = "HearOfHealth"
      actions   = ["cloudwatch:DescribeAlarms", "cloudwatch:DescribeAlarmHistory"]
      resources = statement.value
    }
  }
}

# In the cluster the plan may read and set replicas in our namespace, and nothing else.
resource "aws_eks_access_entry" "execution" {
  for_each = var.clusters

  region        = each.key
  cluster_name  = each.value.name
  principal_arn = aws_iam_role.execution.arn
  type          = "STANDARD"
}

resource "aws_eks_access_policy_association" "execution" {
  for_each = aws_eks_access_entry.execution

  region        = each.key
  cluster_name  = each.value.cluster_name
  principal_arn = each.value.principal_arn
  policy_arn    = "arn:aws:eks::aws:cluster-access-policy/AmazonARCRegionSwitchScalingPolicy"

  access_scope {
    type       = "namespace"
    namespaces = [var.namespace]
  }
}

data "aws_iam_policy_document" "assumed_by_operators" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = length(var.operators) == 0 ? ["arn:aws:iam::${var.account_id}:root"] : var.operators
    }
    condition {
      test     = "Bool"
      variable = "aws:MultiFactorAuthPresent"
      values   = ["true"]
    }
  }
}

resource "aws_iam_role" "operator" {
  name               = "${var.name}-region-switch-operator"
  description        = "Starts, approves and stops a region switch of ${var.name}"
  assume_role_policy = data.aws_iam_policy_document.assumed_by_operators.json

  permissions_boundary = var.permissions_boundary_arn
}

resource "aws_iam_role_policy" "operator" {
  name   = "switch"
  role   = aws_iam_role.operator.id
  policy = data.aws_iam_policy_document.operator.json
}

data "aws_iam_policy_document" "operator" {
  statement {
    sid = "RunThisPlan"
    actions = [
      "arc-region-switch:ApprovePlanExecutionStep",
      "arc-region-switch:CancelPlanExecution",
      "arc-region-switch:GetPlan",
      "arc-region-switch:GetPlanEvaluationStatus",
      "arc-region-switch:GetPlanExecution",
      "arc-region-switch:GetPlanInRegion",
      "arc-region-switch:ListPlanExecutionEvents",
      "arc-region-switch:ListPlanExecutions",
      "arc-region-switch:StartPlanExecution",
      "arc-region-switch:UpdatePlanExecution",
      "arc-region-switch:UpdatePlanExecutionStep",
    ]
    resources = [
      # An id of AWS's own follows the name.
      "arn:aws:arc-region-switch::${var.account_id}:plan/${var.name}:*",
    ]
  }
}
