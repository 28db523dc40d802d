variable "repository" {
  description = "The GitHub repository whose workflows may take these roles, as owner/name."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$", var.repository))
    error_message = "A repository is owner/name, without wildcards: with one, strangers could take these roles."
  }
}

variable "account_id" {
  description = "The account that the roles are in."
  type        = string
}

variable "environments" {
  description = "The environments of this account; each has a role of its own, for jobs of the GitHub environment of the same name."
  type        = set(string)
}

variable "builds" {
  description = "Whether images and packages are built into this account, by workflows of the main branch."
  type        = bool
  default     = false
}

variable "state_bucket_arn" {
  description = "The bucket of Terraform's state."
  type        = string
}

variable "state_key_arn" {
  description = "The KMS key of Terraform's state."
  type        = string
}

variable "repository_arns" {
  description = "The ECR repositories that builds push to."
  type        = list(string)
  default     = []
}
