variable "name" {
  description = "What the dashboards' names begin with, such as mercato-prod; CloudWatch has one list for all regions, so the region belongs to it where there are two."
  type        = string
}

variable "region" {
  description = "Where the metrics are."
  type        = string
}

variable "namespace" {
  description = "What the namespace Mercato in dashboards.yaml stands for, such as Mercato/prod."
  type        = string
}

variable "dashboards" {
  description = "Dashboards by name, as in infra/dashboards.yaml."
  type = map(object({
    promises = optional(bool, false)
    graphs = list(object({
      title     = string
      statistic = string
      lines = list(object({
        of         = string
        namespace  = string
        name       = string
        statistic  = optional(string)
        dimensions = optional(map(string), {})
        label      = optional(string)
      }))
    }))
  }))
}

variable "targets" {
  description = "Kind -> name -> dimensions: what there is here of each kind, as for modules/alarms."
  type        = map(map(map(string)))
}

variable "promises" {
  description = "What slo.yaml promises, by name: the objective in per cent."
  type        = map(object({ objective = number }))
  default     = {}
}

variable "indicators" {
  description = "Output `indicators` of modules/burn_rates."
  type = map(object({
    queries = map(object({ namespace = string, name = string, dimensions = map(string), statistic = string }))
    bad     = string
    all     = string
    budget  = string
  }))
  default = {}
}

variable "alarm_arns" {
  description = "Alarms that dashboards with promises begin with: red where somebody is called."
  type        = list(string)
  default     = []
}
