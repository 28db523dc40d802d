variable "log_groups" {
  description = "Log groups to make, by the name that alarms.yaml and queries know them by."
  type        = map(string)
}

variable "foreign_log_groups" {
  description = "Log groups that somebody else makes and metrics are counted in, likewise."
  type        = map(string)
  default     = {}
}

variable "kms_key_arn" {
  description = "The key that the logs are encrypted with."
  type        = string
}

variable "retention_days" {
  description = "How long they are kept."
  type        = number

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.retention_days)
    error_message = "CloudWatch keeps logs for one of a few numbers of days, such as 7, 14, 30, 90 or 365."
  }
}

variable "namespace" {
  description = "Where what is counted in logs goes, such as Mercato/prod."
  type        = string
}

variable "log_metrics" {
  description = "What is counted in logs, as in infra/alarms.yaml: a group, a pattern, and the fields that become dimensions."
  type = map(object({
    group      = string
    pattern    = string
    dimensions = optional(map(string), {})
  }))
  default = {}

  validation {
    condition     = alltrue([for metric in var.log_metrics : length(metric.dimensions) <= 3])
    error_message = "CloudWatch takes three dimensions from a log line."
  }
}

variable "queries" {
  description = "Saved queries of Logs Insights by name: a query, and the groups that it reads."
  type        = map(object({ query = string, groups = list(string) }))
  default     = {}
}

variable "name" {
  description = "The folder of the saved queries, such as mercato-prod."
  type        = string
}
