mock_provider "aws" {}

variables {
  permissions_boundary_arn = "arn:aws:iam::111111111111:policy/mercato-boundary"
  name                     = "mercato-test"
  region                   = "eu-central-1"
  replica_region           = "eu-west-1"
  account_id               = "111111111111"
  buckets = {
    media = {
      source_arn      = "arn:aws:s3:::media-here"
      destination_arn = "arn:aws:s3:::media-there"
    }
    lake = {
      source_arn      = "arn:aws:s3:::lake-here"
      destination_arn = "arn:aws:s3:::lake-there"
      key_arn         = "arn:aws:kms:eu-central-1:111111111111:key/mrk-1"
      replica_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/mrk-1"
    }
  }
}

run "reads_here_and_writes_there" {
  command = plan

  assert {
    condition = alltrue([
      for statement in jsondecode(aws_iam_role_policy.this.policy).Statement :
      alltrue([for resource in statement.Resource : strcontains(resource, "-there")]) if statement.Sid == "WriteThere"
    ])
    error_message = "Objects are written to the other region's buckets alone."
  }
  assert {
    condition = alltrue(flatten([
      for statement in jsondecode(aws_iam_role_policy.this.policy).Statement :
      [for action in statement.Action : !strcontains(action, "*") && action != "s3:ReplicateDelete"]
    ]))
    error_message = "No action is left open, and deletions are not copied."
  }
  assert {
    condition = {
      for statement in jsondecode(aws_iam_role_policy.this.policy).Statement :
      statement.Sid => statement.Condition.StringEquals["kms:ViaService"] if strcontains(statement.Action[0], "kms:")
    } == { DecryptHere = "s3.eu-central-1.amazonaws.com", EncryptThere = "s3.eu-west-1.amazonaws.com" }
    error_message = "Keys are used by way of S3 in their own region alone."
  }
  assert {
    condition     = jsondecode(aws_iam_role.this.assume_role_policy).Statement[0].Condition.StringEquals["aws:SourceAccount"] == "111111111111"
    error_message = "S3 takes the role for this account alone."
  }
}

run "needs_no_keys_where_s3_has_them" {
  command = plan
  variables {
    buckets = { media = { source_arn = "arn:aws:s3:::a", destination_arn = "arn:aws:s3:::b" } }
  }

  assert {
    condition     = length([for statement in jsondecode(aws_iam_role_policy.this.policy).Statement : statement if strcontains(statement.Action[0], "kms:")]) == 0
    error_message = "No key is allowed that nothing is encrypted with."
  }
}

run "refuses_a_copy_to_itself" {
  command = plan
  variables {
    buckets = { media = { source_arn = "arn:aws:s3:::a", destination_arn = "arn:aws:s3:::a" } }
  }

  expect_failures = [var.buckets]
}
