variable "name" {
  description = "What names begin with, such as mercato-prod."
  type        = string
}

variable "account_id" {
  description = "The account that the function is in."
  type        = string
}

variable "region" {
  description = "The region whose Secrets Manager the function calls."
  type        = string
}

variable "vpc_id" {
  description = "The network that the database is in."
  type        = string
}

variable "subnet_ids" {
  description = "Subnets that reach the database and Secrets Manager."
  type        = list(string)
}

variable "secrets_manager_cidr" {
  description = "Where Secrets Manager may be reached: the network itself where it has an endpoint, anywhere where it is behind NAT."
  type        = string
}

variable "database_security_group_id" {
  description = "The database's security group: the only thing besides Secrets Manager that the function may connect to."
  type        = string
}

variable "database_port" {
  description = "The port that the database listens on."
  type        = number
  default     = 5432
}

variable "secret_arns" {
  description = "The secrets to rotate, by name; empty in a standby, where they are replicas and the function only waits."
  type        = map(string)
}

variable "kms_key_arn" {
  description = "The key that the secrets are encrypted with."
  type        = string
}

variable "logs_kms_key_arn" {
  description = "The key that the function's log is encrypted with."
  type        = string
}

variable "log_retention_days" {
  description = "How long the function's log is kept."
  type        = number
}

variable "schedule" {
  description = "When passwords change: a cron or rate expression of Secrets Manager, in UTC, within two hours of which it happens."
  type        = string
  default     = "cron(0 2 1 * ? *)" # at two on the first of the month

  validation {
    condition     = can(regex("^(cron|rate)\\(.+\\)$", var.schedule))
    error_message = "Write cron(…) or rate(…)."
  }
}

variable "application_version" {
  description = "The version of AWS's application."
  type        = string
  default     = "1.1.671"
}
