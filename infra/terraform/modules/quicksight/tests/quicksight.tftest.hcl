mock_provider "aws" {
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111111111111:role/mercato-test-quicksight-eu-central-1" }
  }
}

variables {
  name                     = "mercato-test"
  region                   = "eu-central-1"
  account_id               = "111111111111"
  permissions_boundary_arn = "arn:aws:iam::111111111111:policy/mercato-boundary"
  artifacts_bucket         = "mercato-test-artifacts-111111111111-eu-central-1"
  workgroup                = "mercato-test"
  database_prefix          = ""
  analyst_policy_arn       = "arn:aws:iam::111111111111:policy/mercato-test-analyst-eu-central-1"
  members                  = { stores = ["anna", "ben"], operations = ["anna"] }
}

run "makes_the_groups_that_rows_are_secured_by" {
  command = apply

  assert {
    condition     = toset([for group in aws_quicksight_group.this : group.group_name]) == toset([for name in keys(yamldecode(file("../../../../analytics/dashboards/access.yaml")).groups) : "mercato-test-${name}"])
    error_message = "Groups are those of access.yaml."
  }
  assert {
    condition     = length(aws_quicksight_group_membership.this) == 3
    error_message = "People are in their groups."
  }
  assert {
    condition     = toset(keys(aws_cloudformation_stack.this.parameters)) == toset(keys(jsondecode(file("template.json")).Parameters))
    error_message = "Each parameter of the template is given, and no other."
  }
  assert {
    condition     = aws_cloudformation_stack.this.template_url == "https://mercato-test-artifacts-111111111111-eu-central-1.s3.eu-central-1.amazonaws.com/quicksight/${sha256(file("template.json"))}.json"
    error_message = "A changed template has another address, so that the stack is updated."
  }
}

run "asks_as_an_analyst" {
  command = plan

  assert {
    condition     = aws_iam_role_policy_attachment.this.policy_arn == var.analyst_policy_arn
    error_message = "QuickSight reads what analysts read."
  }
}

run "secures_rows" {
  command = plan

  assert {
    condition = length([
      for resource in jsondecode(local.template).Resources : resource if can(resource.Properties.RowLevelPermissionDataSet)
    ]) > 0
    error_message = "Data sets with a channel and a country are secured by row."
  }
  assert {
    condition = toset([
      for name, resource in jsondecode(local.template).Resources : resource.Properties.DataSetId["Fn::Sub"]
      if resource.Type == "AWS::QuickSight::DataSet" && name != "DataSetRowSecurity"
      ]) == toset([
      for resource in jsondecode(local.template).Resources : resource.Properties.DataSetId["Fn::Sub"] if resource.Type == "AWS::QuickSight::RefreshSchedule"
    ])
    error_message = "Every data set is refreshed."
  }
}
