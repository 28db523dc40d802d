variable "name" {
  description = "What the environment is called, such as mercato-prod."
  type        = string
}

variable "environment" {
  description = "dev, stage or prod; part of the log groups' names."
  type        = string
}

variable "region" {
  description = "The region that the lake is in."
  type        = string
}

variable "account_id" {
  description = "The account that the lake is in."
  type        = string
}

variable "permissions_boundary_arn" {
  description = "The policy that no role of ours reaches beyond."
  type        = string
}

variable "bucket_names" {
  description = "What the buckets are called: the lake, the results of its queries, and, made elsewhere, the one with the jobs' code."
  type = object({
    lake           = string
    athena-results = string
    artifacts      = string
  })
}

variable "access_log_bucket" {
  description = "The bucket that requests are logged to: pass the module that made it."
  type        = object({ id = string })
}

variable "replication" {
  description = "Where the raw and the curated zone are copied to, as the bucket module has it; null: nowhere."
  type = object({
    destination_bucket_arn = string
    replica_key_arn        = string
    role_arn               = string
  })
  default = null
}

variable "key_arn" {
  description = "The KMS key of objects."
  type        = string
}

variable "logs_key_arn" {
  description = "The KMS key of CloudWatch Logs."
  type        = string
}

variable "log_retention_days" {
  description = "How long the jobs' logs are kept, in days."
  type        = number
  default     = 30
}

variable "database_prefix" {
  description = "What databases' names begin with, such as dev_, where two environments share an account and a region. Empty: raw, curated, analytics."
  type        = string
  default     = ""

  validation {
    condition     = can(regex("^([a-z0-9]+_)?$", var.database_prefix))
    error_message = "Small letters and digits, and an underscore at the end."
  }
}

variable "first_day" {
  description = "The day of the first order, history included: Athena lists a partition a day from here. Too early costs time, too late hides rows."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", var.first_day))
    error_message = "A day like 2026-03-01."
  }
}

variable "code_version" {
  description = "Which code the jobs run: what `mercato lake publish` called it and put below lake/<this>/ in the artifacts bucket."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9._-]+$", var.code_version))
    error_message = "A version is letters, digits, dots, hyphens and underscores."
  }
}

variable "schedule" {
  description = "When the curated tables are brought up to date (Glue's cron, UTC), for what was received on so many last days, and whether at all: not in a standby."
  type = object({
    enabled   = bool
    cron      = optional(string, "cron(30 2 * * ? *)")
    last_days = optional(number, 3) # a run that failed is made up for by the next one
  })

  validation {
    condition     = var.schedule.last_days >= 2
    error_message = "A run shortly after midnight needs yesterday, so at least two days."
  }
}

variable "workers" {
  description = "What a job runs on: Glue's worker type, at most how many of them, and whether spare capacity will do (FLEX: a third cheaper, and may wait)."
  type = object({
    type            = optional(string, "G.1X")
    number          = optional(number, 2)
    execution_class = optional(string, "STANDARD")
    timeout_minutes = optional(number, 120)
  })
  default = {}

  validation {
    condition     = var.workers.number >= 2 && contains(["STANDARD", "FLEX"], var.workers.execution_class)
    error_message = "A job has at least two workers, of the class STANDARD or FLEX."
  }
}

variable "scan_limit_gigabytes" {
  description = "How much one query may read before Athena ends it: 5 USD are 1,000 gigabytes."
  type        = number
  default     = 100

  validation {
    condition     = var.scan_limit_gigabytes >= 1
    error_message = "At least a gigabyte."
  }
}

variable "retention_days" {
  description = "How long is kept what nobody can rebuild: raw events (null: for ever), what could not be read, and results of queries."
  type = object({
    raw     = optional(number)
    errors  = optional(number, 90)
    results = optional(number, 7)
  })
  default = {}
}

variable "force_destroy" {
  description = "Whether the buckets may be destroyed with what is in them."
  type        = bool
  default     = false
}
