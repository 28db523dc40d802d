variable "name" {
  description = "The vault's and plan's name, such as mercato-prod."
  type        = string
}

variable "account_id" {
  description = "The account that backups are in."
  type        = string
}

variable "region" {
  description = "The region that backups are taken in."
  type        = string
}

variable "resources" {
  description = "What is backed up: ARNs by any name. Empty where nothing is, such as in a standby before it takes over; the vault is there all the same."
  type        = map(string)
}

variable "kms_key_arn" {
  description = "The key that backups are encrypted with."
  type        = string
}

variable "copy" {
  description = "The region that every backup is copied to, and the key it is encrypted with there. Null for none."
  type = object({
    region      = string
    kms_key_arn = string
  })
  default = null
}

variable "rules" {
  description = "When backups are taken (cron, UTC) and how many days they are kept, by name."
  type = map(object({
    schedule = string
    days     = number
  }))
  default = {
    daily   = { schedule = "cron(0 5 * * ? *)", days = 35 }
    monthly = { schedule = "cron(0 7 1 * ? *)", days = 400 }
  }
}

variable "lock" {
  description = "The least and the most days that the vaults keep anything. With changeable_for_days the lock is for ever after so many days, even for AWS: think twice."
  type = object({
    min_retention_days  = number
    max_retention_days  = number
    changeable_for_days = optional(number)
  })
  default = null

  validation {
    condition     = var.lock == null || try(var.lock.min_retention_days, 1) <= min(concat([for rule in var.rules : rule.days], [36500])...)
    error_message = "A backup that is kept shorter than the lock's least would be refused: every night, without a backup."
  }
  validation {
    condition     = var.lock == null || try(var.lock.max_retention_days, 36500) >= max(concat([for rule in var.rules : rule.days], [1])...)
    error_message = "A backup that is kept longer than the lock's most would be refused: every night, without a backup."
  }
  validation {
    condition     = try(var.lock.changeable_for_days, null) == null || try(var.lock.changeable_for_days >= 3, false)
    error_message = "A lock can be taken back for at least three days."
  }
}

variable "restore_test" {
  description = "When a backup is restored to see whether it can be, from how many days back, and what: by type of resource (Aurora, DynamoDB), how many hours the restored thing is kept for a look, and what the restore is told."
  type = object({
    schedule    = string
    window_days = number
    selections = map(object({
      resource_arns = set(string)
      hours         = number
      metadata      = optional(map(string), {})
    }))
  })
  default = null
}

variable "protected" {
  description = "Whether nobody may delete a backup or make it end sooner."
  type        = bool
}

variable "permissions_boundary_arn" {
  description = "The account's boundary, without which the pipeline may create no role."
  type        = string
  default     = null
}
