# AWS's own rotation function for PostgreSQL, single user: it logs in as the role whose password it changes, so
# it needs no other right. Published by AWS in the Serverless Application Repository, pinned to a version.

locals {
  function     = "${var.name}-rotate-database-password"
  function_arn = "arn:aws:lambda:${var.region}:${var.account_id}:function:${local.function}" # as the stack tells it
}

resource "aws_security_group" "this" {
  name        = local.function
  description = "The function that changes the databases' passwords"
  vpc_id      = var.vpc_id

  tags = { Name = local.function }
}

resource "aws_vpc_security_group_egress_rule" "database" {
  security_group_id            = aws_security_group.this.id
  description                  = "Aurora"
  referenced_security_group_id = var.database_security_group_id
  ip_protocol                  = "tcp"
  from_port                    = var.database_port
  to_port                      = var.database_port
}

# Secrets Manager is an endpoint in the network, or behind NAT where an environment saves the endpoint.
resource "aws_vpc_security_group_egress_rule" "secrets_manager" {
  security_group_id = aws_security_group.this.id
  description       = "Secrets Manager"
  cidr_ipv4         = var.secrets_manager_cidr
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

# Ours before the function writes its first line: Lambda's own would be kept for ever, and unencrypted by our key.
resource "aws_cloudwatch_log_group" "this" {
  name              = "/aws/lambda/${local.function}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.logs_kms_key_arn
}

resource "aws_serverlessapplicationrepository_cloudformation_stack" "this" {
  name             = local.function
  application_id   = "arn:aws:serverlessrepo:us-east-1:297356227824:applications/SecretsManagerRDSPostgreSQLRotationSingleUser"
  semantic_version = var.application_version
  capabilities     = ["CAPABILITY_IAM", "CAPABILITY_RESOURCE_POLICY"]

  parameters = {
    endpoint            = "https://secretsmanager.${var.region}.amazonaws.com"
    functionName        = local.function
    kmsKeyArn           = var.kms_key_arn
    vpcSubnetIds        = join(",", var.subnet_ids)
    vpcSecurityGroupIds = aws_security_group.this.id
    # A password stands in an address (postgresql://role:password@host): nothing that would need escaping there.
    excludeCharacters = ":/?#[]@!$&'()*+,;=%\"\\<>^`{|}~ "
  }

  depends_on = [aws_cloudwatch_log_group.this]
}

resource "aws_secretsmanager_secret_rotation" "this" {
  for_each = var.secret_arns

  secret_id           = each.value
  rotation_lambda_arn = local.function_arn
  # The role may not exist yet: `mercato databases` creates it, from the password that is there now.
  rotate_immediately = false

  rotation_rules {
    schedule_expression = var.schedule
    duration            = "2h"
  }

  depends_on = [aws_serverlessapplicationrepository_cloudformation_stack.this]
}
