variable "name" {
  description = "What everything here begins with, such as mercato-prod."
  type        = string
}

variable "user_pool" {
  description = "The topology's user pool: its name, its client, groups and password's length. Its triggers come as ARNs."
  type = object({
    name                    = string
    client                  = string
    groups                  = list(string)
    password_minimum_length = number
  })

  validation {
    condition     = var.user_pool.password_minimum_length >= 8
    error_message = "A password of less than eight characters is none."
  }
}

variable "trigger_arns" {
  description = "The functions that Cognito calls, by trigger: custom_message, post_confirmation, pre_token_generation. Empty until they are deployed: Cognito refuses a sign-in when a trigger does not answer."
  type        = map(string)
  default     = {}

  validation {
    condition     = length(setsubtract(keys(var.trigger_arns), ["custom_message", "post_confirmation", "pre_token_generation"])) == 0
    error_message = "The triggers are custom_message, post_confirmation and pre_token_generation."
  }
}

variable "email" {
  description = "Who writes: the verified SES identity, the sender, and the configuration set that bounces are told through."
  type = object({
    identity_arn      = string
    sender            = string
    configuration_set = string
  })
}

variable "deletion_protection" {
  description = "Whether the pool cannot be deleted while this is set: with it go all passwords."
  type        = bool
  default     = true
}

variable "threat_protection" {
  description = "Whether Cognito looks for passwords that are known to have leaked, at the price of its Plus tier."
  type        = bool
  default     = false
}

variable "validity" {
  description = "How long tokens are good: access tokens in minutes, refresh tokens in days (the BFF's cookie lasts as long)."
  type = object({
    access_minutes = optional(number, 15)
    refresh_days   = optional(number, 30)
  })
  default = {}

  validation {
    condition     = var.validity.access_minutes >= 5 && var.validity.access_minutes <= 60
    error_message = "Five minutes to an hour: an access token that got lost is good for that long."
  }
}

variable "logs_key_arn" {
  description = "The KMS key that logs are encrypted with."
  type        = string
}

variable "log_retention_days" {
  description = "How long logs are kept, in days."
  type        = number
  default     = 30
}
