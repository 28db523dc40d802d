variable "name" {
  description = "What the tables' names begin with, such as mercato-prod."
  type        = string
}

variable "is_primary" {
  description = "Whether the tables are created here. Elsewhere they are replicas, which belong to these."
  type        = bool
}

variable "tables" {
  description = "The topology's tables, by name."
  type = map(object({
    partition_key          = object({ name = string, type = string })
    sort_key               = optional(object({ name = string, type = string }))
    ttl_attribute          = optional(string)
    point_in_time_recovery = optional(bool, true)
  }))
}

variable "kms_key_arn" {
  description = "The key that the tables are encrypted with in this region."
  type        = string
}

variable "replicas" {
  description = "The regions that have a replica, and the key it is encrypted with there."
  type = list(object({
    region      = string
    kms_key_arn = string
  }))
  default = []
}

variable "protected" {
  description = "Whether tables and replicas may not be deleted."
  type        = bool
}

variable "recovery_days" {
  description = "How far back a point in time can be restored."
  type        = number
  default     = 35

  validation {
    condition     = var.recovery_days >= 1 && var.recovery_days <= 35
    error_message = "DynamoDB keeps 1 to 35 days."
  }
}

variable "default_limit" {
  description = "The most request units per second that a table may use."
  type = object({
    read  = number
    write = number
  })
  default = { read = 2000, write = 1000 }

  validation {
    condition     = var.default_limit.read > 0 && var.default_limit.write > 0
    error_message = "A limit is more than nothing."
  }
}

variable "limits" {
  description = "Other limits, by table."
  type = map(object({
    read  = number
    write = number
  }))
  default = {}
}

variable "contributor_insights" {
  description = "Whether DynamoDB tells which keys are used most."
  type        = bool
  default     = false
}
