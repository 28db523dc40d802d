mock_provider "aws" {
  mock_resource "aws_cognito_user_pool" {
    defaults = {
      id       = "eu-central-1_abcdefghi"
      arn      = "arn:aws:cognito-idp:eu-central-1:111111111111:userpool/eu-central-1_abcdefghi"
      endpoint = "cognito-idp.eu-central-1.amazonaws.com/eu-central-1_abcdefghi"
    }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-central-1:111111111111:log-group:/aws/vendedlogs/cognito/mercato-test" }
  }
}

variables {
  name         = "mercato-test"
  logs_key_arn = "arn:aws:kms:eu-central-1:111111111111:key/mrk-0123456789abcdef0123456789abcdef"
  user_pool = {
    name = "customers", client = "storefront", groups = ["catalog", "orders"], password_minimum_length = 10
  }
  email = {
    identity_arn      = "arn:aws:ses:eu-central-1:111111111111:identity/shop.example.com"
    sender            = "Mercato <service@shop.example.com>"
    configuration_set = "mercato-test-notifications"
  }
}

run "protects_accounts" {
  command = apply

  assert {
    condition = (
      aws_cognito_user_pool.this.name == "mercato-test-customers" &&
      aws_cognito_user_pool.this.deletion_protection == "ACTIVE" &&
      aws_cognito_user_pool.this.mfa_configuration == "OPTIONAL" &&
      aws_cognito_user_pool.this.software_token_mfa_configuration[0].enabled &&
      aws_cognito_user_pool.this.password_policy[0].minimum_length == 10 &&
      !aws_cognito_user_pool.this.username_configuration[0].case_sensitive
    )
    error_message = "The pool is kept, offers a second factor, and asks for the topology's length of passwords."
  }
  assert {
    condition = (
      aws_cognito_user_pool.this.email_configuration[0].email_sending_account == "DEVELOPER" &&
      aws_cognito_user_pool.this.email_configuration[0].source_arn == var.email.identity_arn &&
      aws_cognito_user_pool.this.email_configuration[0].configuration_set == var.email.configuration_set
    )
    error_message = "Mails go through our own identity, and bounces are heard of."
  }
  assert {
    condition     = toset(keys(aws_cognito_user_group.staff)) == toset(["catalog", "orders"])
    error_message = "Staff's groups are the topology's."
  }
  assert {
    condition     = length(aws_cognito_user_pool.this.lambda_config) == 0
    error_message = "A pool calls no function that is not there."
  }
  assert {
    condition = (
      aws_cloudwatch_log_group.this.kms_key_id == var.logs_key_arn && aws_cloudwatch_log_group.this.retention_in_days == 30 &&
      aws_cognito_log_delivery_configuration.this.log_configurations[*].event_source == tolist(["userNotification"])
    )
    error_message = "What could not be mailed is logged, encrypted, and not for ever."
  }
  assert {
    condition     = output.issuer == "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_abcdefghi"
    error_message = "The issuer is the pool's address."
  }
}

run "gives_the_client_what_the_bff_uses" {
  command = apply

  assert {
    condition = (
      toset(aws_cognito_user_pool_client.this.explicit_auth_flows) == toset(["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]) &&
      !aws_cognito_user_pool_client.this.generate_secret &&
      length(aws_cognito_user_pool_client.this.refresh_token_rotation) == 0
    )
    error_message = "Passwords and refreshing, and nothing else; rotation would refuse the BFF's refresh."
  }
  assert {
    condition = (
      aws_cognito_user_pool_client.this.access_token_validity == 15 &&
      aws_cognito_user_pool_client.this.token_validity_units[0].access_token == "minutes" &&
      aws_cognito_user_pool_client.this.refresh_token_validity == 30 &&
      aws_cognito_user_pool_client.this.enable_token_revocation &&
      aws_cognito_user_pool_client.this.prevent_user_existence_errors == "ENABLED"
    )
    error_message = "Access is short, can be revoked, and nobody learns who has an account."
  }
}

run "calls_the_triggers_once_they_are_deployed" {
  command = apply
  variables {
    trigger_arns = {
      custom_message       = "arn:aws:lambda:eu-central-1:111111111111:function:mercato-notifications-test-customize_message"
      post_confirmation    = "arn:aws:lambda:eu-central-1:111111111111:function:mercato-notifications-test-after_confirmation"
      pre_token_generation = "arn:aws:lambda:eu-central-1:111111111111:function:mercato-backoffice-test-require_second_factor"
    }
  }

  assert {
    condition = (
      aws_cognito_user_pool.this.lambda_config[0].custom_message == var.trigger_arns["custom_message"] &&
      aws_cognito_user_pool.this.lambda_config[0].post_confirmation == var.trigger_arns["post_confirmation"] &&
      aws_cognito_user_pool.this.lambda_config[0].pre_token_generation_config[0].lambda_arn == var.trigger_arns["pre_token_generation"] &&
      aws_cognito_user_pool.this.lambda_config[0].pre_token_generation_config[0].lambda_version == "V2_0"
    )
    error_message = "Each trigger is its function; what access tokens say takes version 2."
  }
}

run "pays_for_threat_protection_where_it_is_wanted" {
  command = apply
  variables {
    threat_protection = true
  }

  assert {
    condition = (
      aws_cognito_user_pool.this.user_pool_tier == "PLUS" &&
      aws_cognito_user_pool.this.user_pool_add_ons[0].advanced_security_mode == "ENFORCED" &&
      aws_cognito_risk_configuration.this["this"].compromised_credentials_risk_configuration[0].actions[0].event_action == "BLOCK" &&
      length(aws_cognito_risk_configuration.this["this"].account_takeover_risk_configuration) == 0
    )
    error_message = "Leaked passwords are refused; addresses are not judged."
  }
}

run "refuses_short_passwords" {
  command = plan
  variables {
    user_pool = { name = "customers", client = "storefront", groups = [], password_minimum_length = 6 }
  }
  expect_failures = [var.user_pool]
}
