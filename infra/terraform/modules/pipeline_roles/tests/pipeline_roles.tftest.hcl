mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
}

variables {
  repository       = "example/mercato"
  account_id       = "111111111111"
  environments     = ["dev", "stage"]
  builds           = true
  state_bucket_arn = "arn:aws:s3:::mercato-state-111111111111"
  state_key_arn    = "arn:aws:kms:eu-north-1:111111111111:key/1"
  repository_arns  = ["arn:aws:ecr:eu-central-1:111111111111:repository/mercato/cart"]
}

run "each_role_trusts_one_exact_subject" {
  command = plan

  assert {
    condition = {
      for name, document in data.aws_iam_policy_document.trust :
      name => one(flatten([for condition in document.statement[0].condition : tolist(condition.values) if endswith(condition.variable, ":sub")]))
      } == {
      "build"        = "repo:example/mercato:ref:refs/heads/main"
      "deploy-dev"   = "repo:example/mercato:environment:dev"
      "deploy-stage" = "repo:example/mercato:environment:stage"
      "plan"         = "repo:example/mercato:pull_request"
    }
    error_message = "A role trusts another subject than its own."
  }
  assert {
    condition = alltrue(flatten([
      for document in data.aws_iam_policy_document.trust : [for condition in document.statement[0].condition : condition.test == "StringEquals"]
    ]))
    error_message = "A subject is compared whole."
  }
}

run "a_deployment_makes_roles_only_inside_the_boundary_and_cannot_change_it" {
  command = plan

  assert {
    condition = alltrue([
      for statement in data.aws_iam_policy_document.deploy.statement :
      statement.effect == "Deny" || !contains(statement.actions, "iam:CreateRole") || statement.sid == "TheRotationFunctionsRoleByItsStack" || anytrue([for condition in statement.condition : condition.variable == "iam:PermissionsBoundary"])
    ])
    error_message = "A role could be made without the boundary."
  }
  assert {
    condition = anytrue([
      for statement in data.aws_iam_policy_document.deploy.statement :
      statement.effect == "Deny" && contains(coalesce(statement.resources, []), "arn:aws:iam::111111111111:policy/mercato-boundary") && contains(statement.actions, "iam:CreatePolicyVersion")
    ])
    error_message = "The boundary could be changed by whom it holds."
  }
}

run "the_one_role_outside_the_boundary_comes_from_one_application_of_aws" {
  command = plan

  assert {
    condition = alltrue([
      for statement in data.aws_iam_policy_document.deploy.statement :
      statement.resources == toset(["arn:aws:iam::111111111111:role/serverlessrepo-mercato-*"]) && one(statement.condition).variable == "aws:CalledVia" && toset(one(statement.condition).values) == toset(["cloudformation.amazonaws.com"])
      if statement.sid == "TheRotationFunctionsRoleByItsStack"
    ])
    error_message = "Only CloudFormation makes it, and only under the repository's name."
  }
  assert {
    condition = [
      for statement in data.aws_iam_policy_document.deploy.statement :
      "${statement.effect} ${one(statement.condition).test} ${one(statement.condition).variable}" if contains(statement.actions, "cloudformation:CreateChangeSet")
    ] == ["Deny StringNotLike cloudformation:TemplateUrl"]
    error_message = "A template of one's own could make any role."
  }
  assert {
    condition = [
      for statement in data.aws_iam_policy_document.deploy.statement :
      "${statement.effect} ${one(statement.not_resources)}" if contains(statement.actions, "serverlessrepo:CreateCloudFormationChangeSet")
    ] == ["Deny arn:aws:serverlessrepo:us-east-1:297356227824:applications/SecretsManagerRDSPostgreSQLRotationSingleUser"]
    error_message = "Anybody can publish an application in the repository."
  }
}

run "a_plan_reads_three_secrets_and_no_others" {
  command = plan

  assert {
    condition = toset(flatten([
      for statement in data.aws_iam_policy_document.plan.statement : statement.resources if contains(statement.actions, "secretsmanager:GetSecretValue")
      ])) == toset([
      for name in ["aurora-master", "origin-verify", "redis"] : "arn:aws:secretsmanager:*:111111111111:secret:mercato-*/${name}-*"
    ])
    error_message = "A plan reads what Terraform reads, and nothing that signs, pays or logs a service in."
  }
}

run "where_nothing_is_built_there_is_no_role_to_push" {
  command = plan

  variables {
    builds       = false
    environments = ["prod"]
  }

  assert {
    condition     = toset(keys(aws_iam_role.this)) == toset(["plan", "deploy-prod"])
    error_message = "Production has a role that it does not need."
  }
}

run "a_wildcard_for_a_repository_is_refused" {
  command = plan

  variables {
    repository = "example/*"
  }

  expect_failures = [var.repository]
}
