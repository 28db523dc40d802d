# What the cluster's add-ons may ask of AWS. Each has the role of its ServiceAccount and exactly the calls that
# it makes the way we run it; a new feature of a chart may need one more.

locals {
  zone_arn = "arn:aws:route53:::hostedzone/${var.zone_id}"

  # Add-on -> the ServiceAccount of its chart.
  service_accounts = {
    aws-load-balancer-controller = { namespace = "kube-system", name = "aws-load-balancer-controller" }
    cluster-autoscaler           = { namespace = "kube-system", name = "cluster-autoscaler" }
    external-dns                 = { namespace = "external-dns", name = "external-dns" }
    cert-manager                 = { namespace = "cert-manager", name = "cert-manager" }
    external-secrets             = { namespace = "external-secrets", name = "external-secrets" }
    fluent-bit                   = { namespace = "observability", name = "fluent-bit" }
    xray                         = { namespace = "observability", name = "xray" }
    keda                         = { namespace = "keda", name = "keda-operator" }
    argo-rollouts                = { namespace = "argo-rollouts", name = "argo-rollouts" }
  }

  # Terraform makes load balancers, listeners, target groups and security groups: what is left is to put pods
  # in and out of the groups, for TargetGroupBindings without `networking`.
  load_balancer_controller = [
    {
      actions   = ["elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"]
      resources = var.target_group_arns
    },
    { # these have no resource
      actions = [
        "ec2:DescribeInstances", "ec2:DescribeSecurityGroups", "ec2:DescribeVpcs",
        "elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTargetHealth",
      ]
      resources = ["*"]
    },
  ]

  # EKS tags the node groups' autoscaling groups with the cluster they belong to.
  cluster_autoscaler = [
    {
      actions   = ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"]
      resources = ["arn:aws:autoscaling:${var.region}:${var.account_id}:autoScalingGroup:*:autoScalingGroupName/*"]
      conditions = [{
        test     = "StringEquals"
        variable = "aws:ResourceTag/k8s.io/cluster-autoscaler/${var.name}"
        values   = ["owned"]
      }]
    },
    {
      actions   = ["eks:DescribeNodegroup"]
      resources = ["arn:aws:eks:${var.region}:${var.account_id}:nodegroup/${var.name}/*/*"]
    },
    { # these have no resource
      actions = [
        "autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribeAutoScalingInstances",
        "autoscaling:DescribeLaunchConfigurations", "autoscaling:DescribeScalingActivities", "autoscaling:DescribeTags",
        "ec2:DescribeImages", "ec2:DescribeInstanceTypes", "ec2:DescribeLaunchTemplateVersions",
        "ec2:GetInstanceTypesFromInstanceRequirements",
      ]
      resources = ["*"]
    },
  ]

  # A mistaken annotation must not take the shop's own name away.
  external_dns = [
    {
      actions   = ["route53:ChangeResourceRecordSets"]
      resources = [local.zone_arn]
      conditions = [
        {
          test     = "ForAllValues:StringEquals"
          variable = "route53:ChangeResourceRecordSetsRecordTypes"
          values   = ["A", "AAAA", "CNAME", "TXT"]
        },
        {
          test     = "ForAllValues:StringNotLike"
          variable = "route53:ChangeResourceRecordSetsNormalizedRecordNames"
          values   = var.protected_names
        },
      ]
    },
    { actions = ["route53:ListResourceRecordSets"], resources = [local.zone_arn] },
    { actions = ["route53:ListHostedZones"], resources = ["*"] }, # has no resource
  ]

  # Proofs for ACME and nothing else. An issuer must give the zone's id: zones cannot be searched by name.
  cert_manager = [
    {
      actions   = ["route53:ChangeResourceRecordSets"]
      resources = [local.zone_arn]
      conditions = [
        {
          test     = "ForAllValues:StringEquals"
          variable = "route53:ChangeResourceRecordSetsRecordTypes"
          values   = ["TXT"]
        },
        {
          test     = "ForAllValues:StringLike"
          variable = "route53:ChangeResourceRecordSetsNormalizedRecordNames"
          values   = ["_acme-challenge.*"]
        },
      ]
    },
    { actions = ["route53:ListResourceRecordSets"], resources = [local.zone_arn] },
    { actions = ["route53:GetChange"], resources = ["arn:aws:route53:::change/*"] }, # ids of changes are made up by AWS
  ]

  # Secrets Manager ends an ARN with six characters of its own.
  external_secrets = [
    {
      actions = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]
      resources = [
        for name in sort(var.secret_names) :
        "arn:aws:secretsmanager:${var.region}:${var.account_id}:secret:${var.name}/${name}${endswith(name, "/*") ? "" : "-??????"}"
      ]
    },
    {
      actions   = ["kms:Decrypt"]
      resources = [var.secrets_key_arn]
      conditions = [{
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = ["secretsmanager.${var.region}.amazonaws.com"]
      }]
    },
  ]

  # The groups are Terraform's, with their retention: it may not make others.
  fluent_bit = [{
    actions = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
    resources = flatten([
      for name in sort(var.log_group_names) : [
        "arn:aws:logs:${var.region}:${var.account_id}:log-group:${name}",
        "arn:aws:logs:${var.region}:${var.account_id}:log-group:${name}:log-stream:*",
      ]
    ])
  }]

  statements = {
    aws-load-balancer-controller = local.load_balancer_controller
    cluster-autoscaler           = local.cluster_autoscaler
    external-dns                 = local.external_dns
    cert-manager                 = local.cert_manager
    external-secrets             = local.external_secrets
    fluent-bit                   = local.fluent_bit
    xray = [{
      actions = [
        "xray:GetSamplingRules", "xray:GetSamplingStatisticSummaries", "xray:GetSamplingTargets",
        "xray:PutTelemetryRecords", "xray:PutTraceSegments",
      ]
      resources = ["*"] # these have no resource
    }]
    keda = [{ actions = ["sqs:GetQueueAttributes"], resources = var.queue_arns }]
    argo-rollouts = [{
      actions   = ["cloudwatch:GetMetricData"]
      resources = ["*"] # has no resource
    }]
  }
}

data "aws_iam_policy_document" "this" {
  for_each = local.statements

  dynamic "statement" {
    for_each = each.value

    content {
      actions   = statement.value.actions
      resources = statement.value.resources

      dynamic "condition" {
        for_each = try(statement.value.conditions, [])

        content {
          test     = condition.value.test
          variable = condition.value.variable
          values   = condition.value.values
        }
      }
    }
  }
}

module "role" {
  source   = "../irsa_role"
  for_each = local.service_accounts

  name                 = "${var.name}-${each.key}-${var.region}"
  description          = "What ${each.key} of the cluster ${var.name} may ask of AWS."
  oidc_provider_arn    = var.oidc_provider_arn
  oidc_issuer          = var.oidc_issuer
  namespace            = each.value.namespace
  service_account      = each.value.name
  policies             = { access = data.aws_iam_policy_document.this[each.key].json }
  permissions_boundary = var.permissions_boundary
}
