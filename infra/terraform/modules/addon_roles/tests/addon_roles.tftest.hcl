mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111111111111:role/mock" }
  }
}

variables {
  name                 = "mercato-prod"
  region               = "eu-central-1"
  account_id           = "111111111111"
  oidc_provider_arn    = "arn:aws:iam::111111111111:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/ABC"
  oidc_issuer          = "oidc.eks.eu-central-1.amazonaws.com/id/ABC"
  target_group_arns    = ["arn:aws:elasticloadbalancing:eu-central-1:111111111111:targetgroup/mercato-prod-public-cart/1"]
  zone_id              = "Z0123456789"
  protected_names      = ["shop.example.com", "origin.shop.example.com"]
  secret_names         = ["service-token", "database/*"]
  secrets_key_arn      = "arn:aws:kms:eu-central-1:111111111111:key/mrk-1"
  log_group_names      = ["/mercato/prod/services"]
  queue_arns           = ["arn:aws:sqs:eu-central-1:111111111111:mercato-prod-order-payment-events"]
  permissions_boundary = "arn:aws:iam::111111111111:policy/mercato-boundary"
}

run "every_addon_has_a_role_that_only_its_service_account_takes" {
  assert {
    condition = toset(keys(output.role_arns)) == toset([
      "argo-rollouts", "aws-load-balancer-controller", "cert-manager", "cluster-autoscaler", "external-dns",
      "external-secrets", "fluent-bit", "keda", "xray",
    ])
    error_message = "A role for each add-on, and none for another."
  }
  assert {
    condition     = toset(keys(output.role_arns)) == toset(keys(data.aws_iam_policy_document.this))
    error_message = "Each has a policy."
  }
  assert {
    condition     = output.service_accounts["keda"] == { namespace = "keda", name = "keda-operator" }
    error_message = "The chart's own ServiceAccount."
  }
}

run "no_action_is_a_pattern_and_no_resource_without_need" {
  assert {
    condition = alltrue(flatten([
      for document in data.aws_iam_policy_document.this : [
        for statement in document.statement : [for action in statement.actions : !strcontains(action, "*")]
      ]
    ]))
    error_message = "Actions are named."
  }
  # AWS's service authorization reference knows no resource for these.
  assert {
    condition = length(setsubtract(
      flatten([
        for document in data.aws_iam_policy_document.this : [
          for statement in document.statement : tolist(statement.actions) if contains(statement.resources, "*")
        ]
      ]),
      [
        "autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribeAutoScalingInstances",
        "autoscaling:DescribeLaunchConfigurations", "autoscaling:DescribeScalingActivities", "autoscaling:DescribeTags",
        "cloudwatch:GetMetricData", "ec2:DescribeImages", "ec2:DescribeInstanceTypes", "ec2:DescribeInstances",
        "ec2:DescribeLaunchTemplateVersions", "ec2:DescribeSecurityGroups", "ec2:DescribeVpcs",
        "ec2:GetInstanceTypesFromInstanceRequirements", "elasticloadbalancing:DescribeTargetGroups",
        "elasticloadbalancing:DescribeTargetHealth", "route53:ListHostedZones", "xray:GetSamplingRules",
        "xray:GetSamplingStatisticSummaries", "xray:GetSamplingTargets", "xray:PutTelemetryRecords", "xray:PutTraceSegments",
      ]
    )) == 0
    error_message = "An action that has a resource must name it."
  }
}

run "the_autoscaler_resizes_this_cluster_only" {
  assert {
    condition = alltrue([
      for statement in data.aws_iam_policy_document.this["cluster-autoscaler"].statement :
      [for condition in statement.condition : "${condition.test} ${condition.variable} ${join(",", condition.values)}"] ==
      ["StringEquals aws:ResourceTag/k8s.io/cluster-autoscaler/mercato-prod owned"]
      if contains(statement.actions, "autoscaling:SetDesiredCapacity")
    ])
    error_message = "Only groups that are tagged as this cluster's."
  }
}

run "dns_is_one_zone_without_the_shops_names" {
  assert {
    condition = alltrue(flatten([
      for addon in ["external-dns", "cert-manager"] : [
        for statement in data.aws_iam_policy_document.this[addon].statement :
        statement.resources == toset(["arn:aws:route53:::hostedzone/Z0123456789"]) && length(statement.condition) == 2
        if contains(statement.actions, "route53:ChangeResourceRecordSets")
      ]
    ]))
    error_message = "Records change in one zone, by type and name."
  }
  assert {
    condition = contains(flatten([
      for condition in tolist(data.aws_iam_policy_document.this["external-dns"].statement)[0].condition :
      tolist(condition.values) if condition.test == "ForAllValues:StringNotLike"
    ]), "shop.example.com")
    error_message = "The shop's own name is not ExternalDNS's to write."
  }
  assert {
    condition = flatten([
      for condition in tolist(data.aws_iam_policy_document.this["cert-manager"].statement)[0].condition :
      tolist(condition.values) if condition.test == "ForAllValues:StringLike"
    ]) == ["_acme-challenge.*"]
    error_message = "cert-manager writes proofs."
  }
}

run "secrets_are_those_named_and_no_more" {
  assert {
    condition = tolist(data.aws_iam_policy_document.this["external-secrets"].statement)[0].resources == toset([
      "arn:aws:secretsmanager:eu-central-1:111111111111:secret:mercato-prod/database/*",
      "arn:aws:secretsmanager:eu-central-1:111111111111:secret:mercato-prod/service-token-??????",
    ])
    error_message = "The secrets given, each whole name."
  }
  assert {
    condition = (
      tolist(data.aws_iam_policy_document.this["external-secrets"].statement)[1].resources == toset([var.secrets_key_arn]) &&
      one(tolist(data.aws_iam_policy_document.this["external-secrets"].statement)[1].condition).variable == "kms:ViaService"
    )
    error_message = "The key, and only by way of Secrets Manager."
  }
}

run "targets_queues_and_logs_are_ours" {
  assert {
    condition     = tolist(data.aws_iam_policy_document.this["aws-load-balancer-controller"].statement)[0].resources == toset(var.target_group_arns)
    error_message = "Our target groups."
  }
  assert {
    condition     = one(data.aws_iam_policy_document.this["keda"].statement).resources == toset(var.queue_arns)
    error_message = "Our queues."
  }
  assert {
    condition = alltrue([
      for resource in one(data.aws_iam_policy_document.this["fluent-bit"].statement).resources :
      startswith(resource, "arn:aws:logs:eu-central-1:111111111111:log-group:/mercato/prod/services")
    ])
    error_message = "Our log groups."
  }
}

run "a_pattern_of_secrets_is_refused" {
  command = plan
  variables {
    secret_names = ["*"]
  }
  expect_failures = [var.secret_names]
}
