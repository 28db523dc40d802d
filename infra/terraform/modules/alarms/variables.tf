variable "name" {
  description = "What every alarm's name begins with, such as mercato-prod."
  type        = string
}

variable "region" {
  description = "Where the metrics are: the provider's region, or us-east-1 for CloudFront's."
  type        = string
}

variable "namespace" {
  description = "What the namespace Mercato in alarms.yaml stands for: our own metrics of this environment, such as Mercato/prod."
  type        = string
}

variable "alarms" {
  description = "Alarms by name, as in infra/alarms.yaml: those of this region's scope."
  type = map(object({
    what               = string
    of                 = string
    metric             = optional(object({ namespace = string, name = string, statistic = string, dimensions = optional(map(string), {}) }))
    metrics            = optional(map(object({ namespace = string, name = string, statistic = string, dimensions = optional(map(string), {}) })), {})
    expression         = optional(string)
    period             = number
    comparison         = optional(string, "GreaterThanThreshold")
    threshold          = number
    thresholds         = optional(map(number), {})
    evaluation_periods = optional(number, 1)
    datapoints         = optional(number)
    missing            = optional(string, "notBreaching")
    serving_only       = optional(bool, false)
    severity           = string
    runbook            = string
  }))

  validation {
    condition = alltrue([
      for alarm in var.alarms :
      (alarm.metric != null) != (alarm.expression != null && length(alarm.metrics) > 0)
    ])
    error_message = "An alarm has a metric, or metrics and an expression."
  }
  validation {
    condition     = alltrue([for alarm in var.alarms : length(alarm.metrics) <= 10])
    error_message = "CloudWatch lets an alarm look at ten metrics."
  }
  validation {
    condition     = alltrue([for alarm in var.alarms : contains(["page", "ticket"], alarm.severity)])
    error_message = "A severity is page or ticket."
  }
  validation {
    condition     = alltrue([for alarm in var.alarms : contains(["notBreaching", "breaching", "ignore", "missing"], alarm.missing)])
    error_message = "CloudWatch knows missing data as notBreaching, breaching, ignore or missing."
  }
  validation {
    condition = alltrue([
      for alarm in var.alarms : contains([
        "GreaterThanThreshold", "GreaterThanOrEqualToThreshold", "LessThanThreshold", "LessThanOrEqualToThreshold",
      ], alarm.comparison)
    ])
    error_message = "CloudWatch does not know this comparison."
  }
  validation {
    condition = alltrue([
      for alarm in var.alarms :
      alarm.period % 60 == 0 && alarm.period * alarm.evaluation_periods <= (alarm.period < 3600 ? 86400 : 604800)
    ])
    error_message = "A period is whole minutes; an alarm looks back a day at most, or seven with periods of an hour and more."
  }
  validation {
    condition = alltrue([
      for alarm in var.alarms : coalesce(alarm.datapoints, 1) <= alarm.evaluation_periods
    ])
    error_message = "No more periods can breach than are looked at."
  }
}

variable "targets" {
  description = "Kind -> name -> dimensions: what there is here of each kind that alarms are of. A kind without any is an empty map."
  type        = map(map(map(string)))
}

variable "thresholds" {
  description = "Thresholds of this environment by alarm, in place of the file's: what depends on how large a thing is."
  type        = map(number)
  default     = {}
}

variable "events" {
  description = "What AWS tells by events, as in infra/alarms.yaml, each pattern as JSON."
  type = map(object({
    what     = string
    pattern  = string
    severity = string
    runbook  = string
  }))
  default = {}
}

variable "actions" {
  description = "By severity (page, ticket): the topics that are told."
  type        = map(list(string))

  validation {
    condition     = toset(keys(var.actions)) == toset(["page", "ticket"])
    error_message = "Say who is told of a page and who of a ticket."
  }
}

variable "is_serving" {
  description = "Whether customers are served from this region: what is still elsewhere is missed by nobody."
  type        = bool
  default     = true
}

variable "runbooks_url" {
  description = "Where docs/runbooks can be read, with the slash at its end."
  type        = string
}
