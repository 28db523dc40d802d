variable "name" {
  description = "The cluster's name, such as mercato-prod; its instances are numbered."
  type        = string
}

variable "account_id" {
  description = "The account that the cluster is in."
  type        = string
}

variable "region" {
  description = "The region that the cluster is in: roles are named by it, because IAM is global."
  type        = string
}

variable "is_primary" {
  description = "Whether this cluster was created as the global database's first. It stays what it was created as, whoever is the writer now."
  type        = bool
}

variable "global_cluster" {
  description = "The global database's name. Null for a cluster that will never have a standby."
  type        = string
  default     = null
}

variable "source_region" {
  description = "The primary's region, for a standby."
  type        = string
  default     = null
}

variable "engine_version" {
  description = "Aurora PostgreSQL's version."
  type        = string
  default     = "17.7"

  validation {
    condition     = can(regex("^1[67]\\.[0-9]+$", var.engine_version))
    error_message = "Aurora PostgreSQL 16 or 17, with its minor version."
  }
}

variable "size" {
  description = "How many instances, and of which class; or, with `serverless`, between which capacity units (2 GiB of memory each)."
  type = object({
    instances      = number
    instance_class = optional(string, "db.r8g.large")
    serverless = optional(object({
      min_capacity = number
      max_capacity = number
    }))
  })

  validation {
    condition     = var.size.instances >= 1 && var.size.instances <= 16
    error_message = "Aurora has 1 to 16 instances."
  }
}

variable "storage_type" {
  description = "Null for the standard storage, or aurora-iopt1, which costs no I/O: cheaper once I/O is a quarter of the bill."
  type        = string
  default     = null
}

variable "protected" {
  description = "Whether it may not be deleted, leaves a snapshot and its backups behind, and changes only in its maintenance window."
  type        = bool
}

variable "backup_retention_days" {
  description = "How far back a point in time can be restored."
  type        = number

  validation {
    condition     = var.backup_retention_days >= 1 && var.backup_retention_days <= 35
    error_message = "Aurora keeps 1 to 35 days."
  }
}

variable "insights" {
  description = "Database Insights: standard or advanced, and how long its figures are kept."
  type = object({
    mode           = string
    retention_days = number
  })
  default = { mode = "standard", retention_days = 7 }

  validation {
    condition     = contains(["standard", "advanced"], var.insights.mode) && (var.insights.mode == "standard" || var.insights.retention_days == 465)
    error_message = "Database Insights is standard, or advanced with 465 days."
  }
}

variable "slow_statement_ms" {
  description = "A statement that takes longer than this many milliseconds is logged."
  type        = number
  default     = 500
}

variable "port" {
  description = "The port that PostgreSQL listens on."
  type        = number
  default     = 5432
}

variable "vpc_id" {
  description = "The network."
  type        = string
}

variable "subnet_ids" {
  description = "The data subnets."
  type        = list(string)
}

variable "availability_zones" {
  description = "The zones that instances are spread over, in turn."
  type        = list(string)
}

variable "allowed_security_group_ids" {
  description = "Who is let in: what it is called, and its security group."
  type        = map(string)
}

variable "kms_key_arn" {
  description = "The key that storage, snapshots and insights are encrypted with."
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

variable "master_username" {
  description = "The role that creates the services' roles, and does nothing else."
  type        = string
  default     = "mercato_master"
}

variable "master_password" {
  description = "Its password, read from its secret while applying; null in a standby."
  type        = string
  default     = null
  ephemeral   = true
}

variable "master_password_version" {
  description = "Raised with the secret's version, so that the new password is set."
  type        = number
  default     = 1
}

variable "permissions_boundary_arn" {
  description = "The account's boundary, without which the pipeline may create no role."
  type        = string
  default     = null
}
