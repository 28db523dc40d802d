mock_provider "aws" {}

variables {
  name                       = "mercato-prod"
  account_id                 = "222222222222"
  region                     = "eu-central-1"
  vpc_id                     = "vpc-1"
  subnet_ids                 = ["subnet-a", "subnet-b"]
  secrets_manager_cidr       = "10.30.0.0/16"
  database_security_group_id = "sg-aurora"
  kms_key_arn                = "arn:aws:kms:eu-central-1:222222222222:key/secrets"
  logs_kms_key_arn           = "arn:aws:kms:eu-central-1:222222222222:key/logs"
  log_retention_days         = 90
  secret_arns = {
    "database/order"   = "arn:aws:secretsmanager:eu-central-1:222222222222:secret:mercato-prod/database/order-abcdef"
    "database/catalog" = "arn:aws:secretsmanager:eu-central-1:222222222222:secret:mercato-prod/database/catalog-abcdef"
  }
}

run "every_database_password_rotates_but_not_at_once" {
  command = apply

  assert {
    condition     = toset(keys(aws_secretsmanager_secret_rotation.this)) == toset(keys(var.secret_arns))
    error_message = "A database's password never changes."
  }
  assert {
    condition     = alltrue([for rotation in aws_secretsmanager_secret_rotation.this : rotation.rotate_immediately == false])
    error_message = "The role does not exist when rotation is turned on."
  }
  assert {
    condition     = alltrue([for rotation in aws_secretsmanager_secret_rotation.this : rotation.rotation_lambda_arn == "arn:aws:lambda:eu-central-1:222222222222:function:mercato-prod-rotate-database-password"])
    error_message = "All are rotated by the one function."
  }
}

run "the_function_is_pinned_and_in_the_network" {
  command = apply

  assert {
    condition     = can(regex("^[0-9]+\\.[0-9]+\\.[0-9]+$", aws_serverlessapplicationrepository_cloudformation_stack.this.semantic_version))
    error_message = "Code that holds every database's password has a version."
  }
  assert {
    condition     = aws_serverlessapplicationrepository_cloudformation_stack.this.parameters["vpcSubnetIds"] == "subnet-a,subnet-b" && aws_serverlessapplicationrepository_cloudformation_stack.this.parameters["vpcSecurityGroupIds"] == aws_security_group.this.id
    error_message = "The function is in the network that the database is in."
  }
  assert {
    condition     = alltrue([for character in ["@", ":", "/", "%", "?", "#"] : strcontains(aws_serverlessapplicationrepository_cloudformation_stack.this.parameters["excludeCharacters"], character)])
    error_message = "A password must stand in an address as it is."
  }
  assert {
    condition     = aws_vpc_security_group_egress_rule.database.referenced_security_group_id == "sg-aurora" && aws_vpc_security_group_egress_rule.secrets_manager.from_port == 443
    error_message = "The function reaches the database and Secrets Manager, and nothing else."
  }
  assert {
    condition     = aws_cloudwatch_log_group.this.name == "/aws/lambda/${output.function_name}" && aws_cloudwatch_log_group.this.kms_key_id == var.logs_kms_key_arn
    error_message = "Its log has our key and an end."
  }
}

run "in_a_standby_the_function_waits" {
  command = plan

  variables {
    secret_arns = {}
  }

  assert {
    condition     = length(aws_secretsmanager_secret_rotation.this) == 0
    error_message = "A replica is rotated by its primary."
  }
}

run "a_schedule_of_another_kind_is_refused" {
  command = plan

  variables {
    schedule = "monthly"
  }

  expect_failures = [var.schedule]
}
