variable "name" {
  description = "The application and its stage, such as mercato-bff-prod."
  type        = string
}

variable "rest_api_id" {
  description = "What API Gateway called the REST API that Chalice created."
  type        = string
}

variable "stage_name" {
  description = "The stage that Chalice deploys to."
  type        = string
  default     = "api"
}

variable "throttling" {
  description = "What all clients together may ask: requests a second, and how many at once before that counts."
  type        = object({ rate = number, burst = number })

  validation {
    condition     = var.throttling.rate > 0 && var.throttling.burst >= var.throttling.rate / 10
    error_message = "A burst of less than a tenth of a second's requests refuses what arrives in step."
  }
}

variable "protected" {
  description = "Whether there is a web ACL for the stage."
  type        = bool
  default     = true
}

variable "web_acl_arn" {
  description = "The regional web ACL; nothing passes it that does not come through CloudFront."
  type        = string
  default     = null
}

variable "logs_key_arn" {
  description = "The KMS key that logs are encrypted with."
  type        = string
}

variable "log_retention_days" {
  description = "How long logs are kept, in days."
  type        = number
}
