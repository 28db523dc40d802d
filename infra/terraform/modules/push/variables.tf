variable "name" {
  description = "What the environment is called, such as mercato-prod."
  type        = string
}

variable "region" {
  description = "The region that sends."
  type        = string
}

variable "account_id" {
  description = "The account that sends."
  type        = string
}

variable "application" {
  description = "The application's name in the topology; in AWS it is <name>-<this>."
  type        = string
}

variable "platform" {
  description = "Whose service brings messages to phones: GCM (Google's FCM) or APNS."
  type        = string

  validation {
    condition     = contains(["GCM", "APNS", "APNS_SANDBOX"], var.platform)
    error_message = "GCM, APNS or APNS_SANDBOX."
  }
}

variable "credential" {
  description = "What the platform knows us by: for GCM, a service account's JSON. Null: there is no application yet, and who asks for push gets an error."
  type        = string
  default     = null
  sensitive   = true
}

variable "logs_key_arn" {
  description = "The KMS key of CloudWatch Logs."
  type        = string
}

variable "log_retention_days" {
  description = "How long the log of failed deliveries is kept, in days."
  type        = number
  default     = 30
}

variable "permissions_boundary_arn" {
  description = "The policy that no role of ours reaches beyond."
  type        = string
}
