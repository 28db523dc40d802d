variable "name" {
  description = "Prefix of what is named, such as mercato-nonprod."
  type        = string
}

variable "account_id" {
  description = "The account that is watched."
  type        = string
}

variable "regions" {
  description = "Where something of ours runs: findings are looked for there."
  type        = set(string)

  validation {
    condition     = length(var.regions) > 0
    error_message = "At least the primary region."
  }
}

variable "trail_bucket" {
  description = "The bucket that CloudTrail writes to."
  type        = string
}

variable "trail_key_arn" {
  description = "The KMS key of the trail."
  type        = string
}

variable "features" {
  description = "What costs by use: GuardDuty (threats), Security Hub (benchmarks), Inspector (vulnerabilities), Macie (personal data in S3), unused_access (roles with more than they use)."
  type = object({
    guardduty     = optional(bool, true)
    security_hub  = optional(bool, true)
    inspector     = optional(bool, true)
    macie         = optional(bool, false)
    unused_access = optional(bool, false)
  })
  default = {}
}
