variable "account" {
  description = "nonprod (dev and stage) or prod."
  type        = string

  validation {
    condition     = contains(["nonprod", "prod"], var.account)
    error_message = "The account is nonprod or prod."
  }
}

variable "account_id" {
  description = "The account's id; Terraform refuses to touch another."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "An AWS account id has twelve digits."
  }
}

variable "region" {
  description = "Where Terraform's state is kept: a region in which nothing else of ours runs, so that the loss of one of those takes not the state with it."
  type        = string
}

variable "running_regions" {
  description = "The regions in which something of ours runs; the first is the one that images are pushed to."
  type        = list(string)

  validation {
    condition     = length(var.running_regions) > 0
    error_message = "At least the primary region."
  }
}

variable "environments" {
  description = "The environments of this account."
  type        = set(string)
}

variable "owner" {
  description = "The team that answers for all of it; a tag."
  type        = string
  default     = "shop-platform"
}

variable "repository" {
  description = "The GitHub repository whose workflows deploy, as owner/name."
  type        = string
}

variable "builds" {
  description = "Whether images are built into this account's registry; one account does, the other gets copies."
  type        = bool
}

variable "image_replicas" {
  description = "Where images are copied to from here."
  type = list(object({
    region     = string
    account_id = string
  }))
  default = []
}

variable "image_sources" {
  description = "Accounts that images are copied from."
  type        = list(string)
  default     = []
}

variable "monthly_limit_usd" {
  description = "What the account may cost in a month, in US dollars."
  type        = number
}

variable "cost_emails" {
  description = "Who hears of costs."
  type        = list(string)
}

variable "security_features" {
  description = "See the module guardrails."
  type = object({
    guardduty     = optional(bool, true)
    security_hub  = optional(bool, true)
    inspector     = optional(bool, true)
    macie         = optional(bool, false)
    unused_access = optional(bool, false)
  })
  default = {}
}
