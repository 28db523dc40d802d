variable "name" {
  description = "Prefix of the roles, such as mercato-prod: IAM is global, so a role is <name>-<service>-<region>."
  type        = string
}

variable "region" {
  description = "The region whose cluster runs the services; the end of a role's name."
  type        = string
}

variable "services" {
  description = "`services` of infra/access.yaml: what each may do, by name."
  type        = any # modules/access_policy types and checks each entry

  validation {
    condition     = alltrue([for name, statements in var.services : length(statements) > 0])
    error_message = "A service without permissions needs no role."
  }
}

variable "arns" {
  description = "The ARNs of what there is: kind -> name -> ARN, as modules/access_policy takes them."
  type        = map(map(string))
}

variable "oidc_provider_arn" {
  description = "The cluster's identity provider in IAM."
  type        = string
}

variable "oidc_issuer" {
  description = "The cluster's issuer, without https://."
  type        = string
}

variable "namespace" {
  description = "The Kubernetes namespace of the services, and of their ServiceAccounts."
  type        = string
  default     = "mercato"
}

variable "permissions_boundary" {
  description = "A policy that no role here may exceed; null for none."
  type        = string
  default     = null
}
