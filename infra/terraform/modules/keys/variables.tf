variable "name" {
  description = "Prefix of the aliases, such as mercato-prod: the key for data is alias/mercato-prod-data."
  type        = string
}

variable "account_id" {
  description = "The account whose IAM policies decide, within these key policies, who may use the keys."
  type        = string
}

variable "replica_region" {
  description = "A region where each key gets a replica, so that what is replicated there can be read there. Null for none."
  type        = string
  default     = null
}

variable "deletion_window_days" {
  description = "How long a key waits before it is deleted for good: 7 to 30 days."
  type        = number
  default     = 30

  validation {
    condition     = var.deletion_window_days >= 7 && var.deletion_window_days <= 30
    error_message = "KMS waits 7 to 30 days."
  }
}
