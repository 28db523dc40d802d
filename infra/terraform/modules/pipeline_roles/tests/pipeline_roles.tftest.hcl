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
      statement.effect == "Deny" || !contains(statement.actions, "iam:CreateRole") || anytrue([for condition in statement.condition : condition.variable == "iam:PermissionsBoundary"])
    ])
    error_message = "A role could be made without the boundary."
  }
  assert {
    condition = anytrue([
      for statement in data.aws_iam_policy_document.deploy.statement :
      statement.effect == "Deny" && contains(statement.resources, "arn:aws:iam::111111111111:policy/mercato-boundary") && contains(statement.actions, "iam:CreatePolicyVersion")
    ])
    error_message = "The boundary could be changed by whom it holds."
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
