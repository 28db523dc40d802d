# Workflows sign in by OpenID Connect: there is no key to steal. What a token may do is decided by the
# subject that GitHub puts into it, compared whole, never by pattern.

locals {
  subjects = merge(
    { plan = "repo:${var.repository}:pull_request" },
    var.builds ? { build = "repo:${var.repository}:ref:refs/heads/main" } : {},
    { for environment in var.environments : "deploy-${environment}" => "repo:${var.repository}:environment:${environment}" },
  )
  deploying = { for environment in var.environments : environment => "deploy-${environment}" }

  boundary_arn = "arn:aws:iam::${var.account_id}:policy/mercato-boundary"
  roles        = "arn:aws:iam::${var.account_id}:role/mercato-*"
}

resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_iam_role" "this" {
  for_each = local.subjects

  name                 = "mercato-pipeline-${each.key}"
  assume_role_policy   = data.aws_iam_policy_document.trust[each.key].json
  max_session_duration = 7200 # seconds: the longest apply, with an hour to spare
}

data "aws_iam_policy_document" "trust" {
  for_each = local.subjects

  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.github.arn]
    }
    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:aud"
      values   = ["sts.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:sub"
      values   = [each.value]
    }
  }
}

# ---- A pull request's plan: reads how things are, and no one's data.

resource "aws_iam_role_policy_attachment" "plan" {
  role       = aws_iam_role.this["plan"].name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_role_policy" "plan" {
  name   = "no-data"
  role   = aws_iam_role.this["plan"].name
  policy = data.aws_iam_policy_document.plan.json
}

data "aws_iam_policy_document" "plan" {
  # A pull request may come from anybody who may push a branch: its plan sees settings, not customers.
  statement {
    sid    = "NoData"
    effect = "Deny"
    actions = [
      "athena:GetQueryResults", "dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan",
      "kinesis:GetRecords", "logs:GetLogEvents", "logs:FilterLogEvents", "logs:StartQuery", "sqs:ReceiveMessage",
      "cognito-idp:ListUsers", "cognito-idp:AdminGetUser",
    ]
    resources = ["*"]
  }
  statement {
    sid           = "NoObjectsButTheState"
    effect        = "Deny"
    actions       = ["s3:GetObject", "s3:GetObjectVersion"]
    not_resources = ["${var.state_bucket_arn}/*"]
  }
  statement {
    sid       = "ReadTheState"
    actions   = ["kms:Decrypt"]
    resources = [var.state_key_arn]
  }
  # What Terraform itself reads while it plans a region (region/secrets.tf, load_balancers.tf). From outside the network
  # none of them opens anything: no way leads to Aurora or Valkey, and behind the header every token is checked.
  statement {
    sid     = "ReadWhatAPlanHandsOn"
    actions = ["secretsmanager:GetSecretValue"]
    resources = [
      for name in ["aurora-master", "origin-verify", "redis"] : "arn:aws:secretsmanager:*:${var.account_id}:secret:mercato-*/${name}-*"
    ]
  }
  statement {
    sid       = "DecryptThemThere"
    actions   = ["kms:Decrypt"]
    resources = ["arn:aws:kms:*:${var.account_id}:key/*"]

    condition {
      test     = "StringLike"
      variable = "kms:ViaService"
      values   = ["secretsmanager.*.amazonaws.com"]
    }
  }
  statement {
    sid       = "MakeUpPasswordsThatNobodyKeeps"
    actions   = ["secretsmanager:GetRandomPassword"]
    resources = ["*"] # the action knows no resource
  }
}

# ---- A build: pushes images, once.

resource "aws_iam_role_policy" "build" {
  for_each = var.builds ? { this = true } : {}

  name   = "push"
  role   = aws_iam_role.this["build"].name
  policy = data.aws_iam_policy_document.build["this"].json
}

data "aws_iam_policy_document" "build" {
  for_each = var.builds ? { this = true } : {}

  statement {
    sid = "PushAndSign"
    actions = [
      "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:CompleteLayerUpload", "ecr:DescribeImages",
      "ecr:GetDownloadUrlForLayer", "ecr:InitiateLayerUpload", "ecr:PutImage", "ecr:UploadLayerPart",
    ]
    resources = var.repository_arns
  }
  statement {
    sid       = "SignInToTheRegistry"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"] # the action knows no resource
  }
}

# ---- A deployment: everything but the account itself, and only roles inside the boundary.

resource "aws_iam_role_policy_attachment" "deploy" {
  for_each = local.deploying

  role       = aws_iam_role.this[each.value].name
  policy_arn = "arn:aws:iam::aws:policy/PowerUserAccess" # all services; neither IAM, nor the organization, nor the account
}

resource "aws_iam_role_policy" "deploy" {
  for_each = local.deploying

  name   = "roles-inside-the-boundary"
  role   = aws_iam_role.this[each.value].name
  policy = data.aws_iam_policy_document.deploy.json
}

data "aws_iam_policy_document" "deploy" {
  statement {
    sid     = "NewRolesOnlyInsideTheBoundary"
    actions = ["iam:AttachRolePolicy", "iam:CreateRole", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"]
    resources = [
      local.roles,
    ]

    condition {
      test     = "StringEquals"
      variable = "iam:PermissionsBoundary"
      values   = [local.boundary_arn]
    }
  }
  statement {
    sid = "ChangeAndRemoveThem"
    actions = [
      "iam:DeleteRole", "iam:DeleteRolePolicy", "iam:DetachRolePolicy", "iam:TagRole", "iam:UntagRole",
      "iam:UpdateAssumeRolePolicy", "iam:UpdateRole", "iam:UpdateRoleDescription",
    ]
    resources = [local.roles]
  }
  statement {
    sid     = "GiveThemToServices"
    actions = ["iam:PassRole"]
    resources = [
      local.roles,
    ]

    condition {
      test     = "StringLike"
      variable = "iam:PassedToService"
      values   = ["*.amazonaws.com"]
    }
  }
  statement {
    sid = "PoliciesInstanceProfilesAndClusterProviders"
    actions = [
      "iam:AddRoleToInstanceProfile", "iam:CreateInstanceProfile", "iam:CreateOpenIDConnectProvider", "iam:CreatePolicy",
      "iam:CreatePolicyVersion", "iam:DeleteInstanceProfile", "iam:DeleteOpenIDConnectProvider", "iam:DeletePolicy",
      "iam:DeletePolicyVersion", "iam:RemoveRoleFromInstanceProfile", "iam:TagInstanceProfile",
      "iam:TagOpenIDConnectProvider", "iam:TagPolicy",
    ]
    resources = [
      "arn:aws:iam::${var.account_id}:instance-profile/mercato-*",
      "arn:aws:iam::${var.account_id}:oidc-provider/oidc.eks.*",
      "arn:aws:iam::${var.account_id}:policy/mercato-*",
    ]
  }
  statement {
    sid       = "Look"
    actions   = ["iam:Get*", "iam:List*"]
    resources = ["*"] # Terraform reads what is there before it changes anything
  }
  statement {
    sid       = "ServicesOwnRoles"
    actions   = ["iam:CreateServiceLinkedRole"]
    resources = ["arn:aws:iam::${var.account_id}:role/aws-service-role/*"]
  }
  # AWS's function that rotates databases' passwords comes as a stack of the Serverless Application Repository
  # (modules/secret_rotation), which makes the function's role and knows no boundary. So the pipeline may make it,
  # through CloudFormation alone, and CloudFormation takes templates from that repository alone, and of it this one.
  statement {
    sid = "TheRotationFunctionsRoleByItsStack"
    actions = [
      "iam:AttachRolePolicy", "iam:CreateRole", "iam:DeleteRole", "iam:DeleteRolePolicy", "iam:DetachRolePolicy",
      "iam:PassRole", "iam:PutRolePolicy", "iam:TagRole", "iam:UntagRole",
    ]
    resources = ["arn:aws:iam::${var.account_id}:role/serverlessrepo-mercato-*"]

    condition {
      test     = "ForAnyValue:StringEquals"
      variable = "aws:CalledVia"
      values   = ["cloudformation.amazonaws.com"]
    }
  }
  statement {
    sid       = "NoTemplateButTheRepositorys"
    effect    = "Deny"
    actions   = ["cloudformation:CreateChangeSet", "cloudformation:CreateStack", "cloudformation:UpdateStack"]
    resources = ["arn:aws:cloudformation:*:${var.account_id}:stack/*"]

    condition {
      test     = "StringNotLike"
      variable = "cloudformation:TemplateUrl"
      values   = ["https://awsserverlessrepo-changesets-*"]
    }
  }
  statement {
    sid           = "NoApplicationButAwssRotation"
    effect        = "Deny"
    actions       = ["serverlessrepo:CreateCloudFormationChangeSet", "serverlessrepo:CreateCloudFormationTemplate"]
    not_resources = ["arn:aws:serverlessrepo:us-east-1:297356227824:applications/SecretsManagerRDSPostgreSQLRotationSingleUser"]
  }
  # The rules that it is held by are not its own to change.
  statement {
    sid    = "NotTheBoundaryNorThePipelinesOwnRoles"
    effect = "Deny"
    actions = [
      "iam:AttachRolePolicy", "iam:CreatePolicyVersion", "iam:DeletePolicy", "iam:DeletePolicyVersion",
      "iam:DeleteRole", "iam:DeleteRolePermissionsBoundary", "iam:DeleteRolePolicy", "iam:DetachRolePolicy",
      "iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy",
    ]
    resources = [local.boundary_arn, "arn:aws:iam::${var.account_id}:role/mercato-pipeline-*"]
  }
}

# ---- The boundary: the most that any role of ours can be given.

resource "aws_iam_policy" "boundary" {
  name        = "mercato-boundary"
  description = "The most that any role made by the pipeline can do, whatever its policies say"
  policy      = data.aws_iam_policy_document.boundary.json
}

data "aws_iam_policy_document" "boundary" {
  # A boundary grants nothing by itself: it is cut with each role's own policy.
  statement {
    sid         = "EverythingButPeopleAndTheAccount"
    not_actions = ["account:*", "iam:*", "organizations:*"]
    resources   = ["*"]
  }
  statement {
    sid       = "ServicesOwnRoles"
    actions   = ["iam:CreateServiceLinkedRole", "iam:GetRole"]
    resources = ["*"]
  }
  statement {
    sid       = "RolesOfOursForServices"
    actions   = ["iam:PassRole"]
    resources = [local.roles]
  }
  statement {
    sid    = "WhoWatchesStays"
    effect = "Deny"
    actions = [
      "cloudtrail:DeleteTrail", "cloudtrail:StopLogging", "cloudtrail:UpdateTrail", "guardduty:DeleteDetector",
      "securityhub:DisableSecurityHub", "access-analyzer:DeleteAnalyzer",
    ]
    resources = ["*"]
  }
}
