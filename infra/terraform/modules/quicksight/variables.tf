variable "name" {
  description = "What the environment is called, such as mercato-prod; ids of data sets and dashboards begin with it."
  type        = string
}

variable "region" {
  description = "The region of the lake."
  type        = string
}

variable "account_id" {
  description = "The account of the lake."
  type        = string
}

variable "permissions_boundary_arn" {
  description = "The policy that no role of ours reaches beyond."
  type        = string
}

variable "artifacts_bucket" {
  description = "The bucket that CloudFormation reads the template from: it is too long to be sent."
  type        = string
}

variable "workgroup" {
  description = "Athena's workgroup."
  type        = string
}

variable "database_prefix" {
  description = "What names of the lake's databases begin with, or nothing."
  type        = string
}

variable "analyst_policy_arn" {
  description = "The policy for who asks the lake; QuickSight asks with it."
  type        = string
}

variable "namespace" {
  description = "QuickSight's namespace, with the groups in it."
  type        = string
  default     = "default"
}

variable "currency" {
  description = "The currency that dashboards show until another is chosen."
  type        = string
  default     = "EUR"

  validation {
    condition     = can(regex("^[A-Z]{3}$", var.currency))
    error_message = "A currency is an ISO 4217 code."
  }
}

variable "members" {
  description = "Names of QuickSight's users, by the group that they are in. Users are made by whatever people sign in with."
  type        = map(list(string))
  default     = {}
}
