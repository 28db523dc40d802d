variable "name" {
  description = "What every alarm's name begins with, such as mercato-prod."
  type        = string
}

variable "region" {
  description = "Where the metrics are: the provider's region, or us-east-1 for CloudFront's."
  type        = string
}

variable "slos" {
  description = "Promises by name, as in infra/slo.yaml: what is promised, and the runbook."
  type = map(object({
    promise   = string
    objective = number
    runbook   = string
  }))
}

variable "indicators" {
  description = "Output `indicators` of modules/burn_rates."
  type = map(object({
    queries = map(object({ namespace = string, name = string, dimensions = map(string), statistic = string }))
    bad     = string
    all     = string
    budget  = string
  }))
}

variable "alarms" {
  description = "Output `alarms` of modules/burn_rates."
  type = map(object({
    slo       = string
    severity  = string
    period    = number
    threshold = number
    burn_rate = string
  }))
}

variable "pairs" {
  description = "Output `pairs` of modules/burn_rates."
  type        = map(map(list(list(string))))
}

variable "actions" {
  description = "By severity (page, ticket): the topics that are told."
  type        = map(list(string))

  validation {
    condition     = toset(keys(var.actions)) == toset(["page", "ticket"])
    error_message = "Say who is told of a page and who of a ticket."
  }
}

variable "runbooks_url" {
  description = "Where docs/runbooks can be read, with the slash at its end."
  type        = string
}
