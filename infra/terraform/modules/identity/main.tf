# The people of a shop: customers, and staff in groups. The BFF wraps all of it; pages never speak to Cognito.

resource "aws_cognito_user_pool" "this" {
  name                     = "${var.name}-${var.user_pool.name}"
  user_pool_tier           = var.threat_protection ? "PLUS" : "ESSENTIALS" # the trigger of access tokens needs Essentials
  deletion_protection      = var.deletion_protection ? "ACTIVE" : "INACTIVE"
  username_attributes      = ["email"]
  auto_verified_attributes = ["email"]
  # For everybody who wants it; who is in a group has no group without it (the trigger before tokens).
  mfa_configuration = "OPTIONAL"

  username_configuration {
    case_sensitive = false
  }

  # Length is what helps; rules about kinds of characters make people write passwords down.
  password_policy {
    minimum_length                   = var.user_pool.password_minimum_length
    require_lowercase                = false
    require_uppercase                = false
    require_numbers                  = false
    require_symbols                  = false
    temporary_password_validity_days = 7
  }

  software_token_mfa_configuration {
    enabled = true
  }

  account_recovery_setting {
    recovery_mechanism {
      name     = "verified_email"
      priority = 1
    }
  }

  # A new address counts once it was confirmed: until then a typing error locks nobody out.
  user_attribute_update_settings {
    attributes_require_verification_before_update = ["email"]
  }

  email_configuration {
    email_sending_account = "DEVELOPER"
    source_arn            = var.email.identity_arn
    from_email_address    = var.email.sender
    configuration_set     = var.email.configuration_set
  }

  dynamic "lambda_config" {
    for_each = length(var.trigger_arns) == 0 ? [] : [var.trigger_arns]
    content {
      custom_message    = lookup(lambda_config.value, "custom_message", null)
      post_confirmation = lookup(lambda_config.value, "post_confirmation", null)

      dynamic "pre_token_generation_config" {
        for_each = compact([lookup(lambda_config.value, "pre_token_generation", "")])
        content {
          lambda_arn     = pre_token_generation_config.value
          lambda_version = "V2_0" # what an access token says, not the identity token alone
        }
      }
    }
  }

  dynamic "user_pool_add_ons" {
    for_each = var.threat_protection ? [true] : []
    content {
      advanced_security_mode = "ENFORCED"
    }
  }

  lifecycle {
    # A schema cannot be changed, only replaced, and with it every account.
    ignore_changes = [schema]
  }
}

resource "aws_cognito_user_pool_client" "this" {
  name         = var.user_pool.client
  user_pool_id = aws_cognito_user_pool.this.id

  # The BFF hands passwords on over TLS. No browser flow: there is no redirect, so no OAuth and no PKCE. Refresh tokens
  # are not rotated: that takes another call than the one which the BFF makes.
  explicit_auth_flows          = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
  generate_secret              = false
  supported_identity_providers = ["COGNITO"]

  prevent_user_existence_errors = "ENABLED"
  enable_token_revocation       = true
  auth_session_validity         = 5

  access_token_validity  = var.validity.access_minutes
  id_token_validity      = var.validity.access_minutes
  refresh_token_validity = var.validity.refresh_days
  token_validity_units {
    access_token  = "minutes"
    id_token      = "minutes"
    refresh_token = "days"
  }

  read_attributes  = ["email", "email_verified"]
  write_attributes = ["email"]
}

resource "aws_cognito_user_group" "staff" {
  for_each = toset(var.user_pool.groups)

  name         = each.key
  user_pool_id = aws_cognito_user_pool.this.id
  description  = "Staff: ${each.key}"
}

# Only what leaked elsewhere is acted upon. Risk by address would judge the BFF's: every sign-in comes from there.
resource "aws_cognito_risk_configuration" "this" {
  for_each = toset(var.threat_protection ? ["this"] : [])

  user_pool_id = aws_cognito_user_pool.this.id

  compromised_credentials_risk_configuration {
    event_filter = ["SIGN_IN", "SIGN_UP", "PASSWORD_CHANGE"]
    actions {
      event_action = "BLOCK"
    }
  }
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/aws/vendedlogs/cognito/${var.name}" # below this prefix AWS writes without a policy of ours
  retention_in_days = var.log_retention_days
  kms_key_id        = var.logs_key_arn
}

# Mails that Cognito could not send, and with threat protection each sign-in.
resource "aws_cognito_log_delivery_configuration" "this" {
  user_pool_id = aws_cognito_user_pool.this.id

  dynamic "log_configurations" {
    for_each = merge({ userNotification = "ERROR" }, var.threat_protection ? { userAuthEvents = "INFO" } : {})
    content {
      event_source = log_configurations.key
      log_level    = log_configurations.value

      cloud_watch_logs_configuration {
        log_group_arn = aws_cloudwatch_log_group.this.arn
      }
    }
  }
}
