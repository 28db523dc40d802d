variable "name" {
  description = "The role's name; IAM is global, so it ends with the region."
  type        = string

  validation {
    condition     = length(var.name) <= 64
    error_message = "IAM takes 64 characters."
  }
}

variable "description" {
  description = "What the role is for."
  type        = string
}

variable "oidc_provider_arn" {
  description = "The cluster's identity provider in IAM."
  type        = string
}

variable "oidc_issuer" {
  description = "The cluster's issuer, without https://."
  type        = string

  validation {
    condition     = !startswith(var.oidc_issuer, "https://")
    error_message = "IAM names condition keys by the issuer without https://."
  }
}

variable "namespace" {
  description = "The Kubernetes namespace of the ServiceAccount."
  type        = string
}

variable "service_account" {
  description = "The ServiceAccount whose pods take on the role."
  type        = string

  validation {
    condition     = !strcontains(var.service_account, "*")
    error_message = "One ServiceAccount by name: a pattern lets others in."
  }
}

variable "policies" {
  description = "What the role may do: policy documents by name."
  type        = map(string)
  default     = {}
}

variable "managed_policies" {
  description = "Policies that AWS maintains, by the part of their ARN behind arn:aws:iam::aws:policy/."
  type        = set(string)
  default     = []
}

variable "permissions_boundary" {
  description = "A policy that the role may not exceed; null for none."
  type        = string
  default     = null
}
