variable "name" {
  description = "The cluster's name, and the prefix of the roles': <name>-<add-on>-<region>."
  type        = string
}

variable "region" {
  description = "The region of the cluster; the end of a role's name, because IAM is global."
  type        = string
}

variable "account_id" {
  description = "The account."
  type        = string
}

variable "oidc_provider_arn" {
  description = "The cluster's identity provider in IAM."
  type        = string
}

variable "oidc_issuer" {
  description = "The cluster's issuer, without https://."
  type        = string
}

variable "target_group_arns" {
  description = "The target groups that pods are registered in."
  type        = list(string)
}

variable "zone_id" {
  description = "The public hosted zone."
  type        = string
}

variable "protected_names" {
  description = "Names of that zone that are Terraform's: ExternalDNS may not write them."
  type        = list(string)

  validation {
    condition     = length(var.protected_names) > 0
    error_message = "The shop's own name at least."
  }
}

variable "secret_names" {
  description = "The secrets that External Secrets brings into the cluster, below the environment's name; may end with /*."
  type        = set(string)

  validation {
    condition     = alltrue([for name in var.secret_names : can(regex("^[a-z-]+(/\\*)?$", name))])
    error_message = "A name, or a folder: service-token, database/*."
  }
}

variable "secrets_key_arn" {
  description = "The KMS key of the secrets."
  type        = string
}

variable "log_group_names" {
  description = "The log groups that Fluent Bit writes to."
  type        = set(string)
}

variable "queue_arns" {
  description = "The queues whose depth scales workers."
  type        = list(string)
}

variable "permissions_boundary" {
  description = "A policy that no role here may exceed; null for none."
  type        = string
  default     = null
}
