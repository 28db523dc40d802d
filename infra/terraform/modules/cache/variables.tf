variable "name" {
  description = "The replication group's name, such as mercato-prod."
  type        = string

  validation {
    condition     = length(var.name) <= 31
    error_message = "A name of at most 31 characters: the account's is nine longer, and 40 is its most."
  }
}

variable "engine_version" {
  description = "Valkey's version."
  type        = string
  default     = "8.1"

  validation {
    condition     = can(regex("^[78]\\.[0-9]$", var.engine_version))
    error_message = "Valkey 7 or 8, with its minor version."
  }
}

variable "size" {
  description = "The nodes' type and number: one, or two and more, which stand in different zones and take over from each other."
  type = object({
    node_type = string
    nodes     = number
  })

  validation {
    condition     = var.size.nodes >= 1 && var.size.nodes <= 6
    error_message = "One node, or up to five replicas beside it."
  }
}

variable "port" {
  description = "The port that Valkey listens on."
  type        = number
  default     = 6379
}

variable "password" {
  description = "The services' password, read from its secret while applying."
  type        = string
  ephemeral   = true
}

variable "password_version" {
  description = "Raised with the secret's version, so that the new password is set."
  type        = number
  default     = 1
}

variable "snapshot_days" {
  description = "How many daily snapshots are kept. They save warming up after an accident, no more."
  type        = number
  default     = 1
}

variable "apply_immediately" {
  description = "Whether changes are made at once instead of in the maintenance window."
  type        = bool
  default     = false
}

variable "vpc_id" {
  description = "The network."
  type        = string
}

variable "subnet_ids" {
  description = "The data subnets, one per zone."
  type        = list(string)
}

variable "allowed_security_group_ids" {
  description = "Who is let in: what it is called, and its security group."
  type        = map(string)
}

variable "kms_key_arn" {
  description = "The key that what is on disk is encrypted with."
  type        = string
}

variable "logs_kms_key_arn" {
  description = "The key that logs are encrypted with."
  type        = string
}

variable "log_retention_days" {
  description = "How long logs are kept."
  type        = number
}
