variable "namespace" {
  description = "The CloudWatch namespace that our own processes write to, such as Mercato/prod."
  type        = string
}

variable "queue_prefix" {
  description = "What stands before a queue's name in the topology, such as mercato-prod-: consumers call their metrics so."
  type        = string
}

variable "targets" {
  description = "What `metrics` are about: a target's name in slo.yaml -> the dimensions that AWS knows it by."
  type        = map(map(string))
}

variable "slos" {
  description = "Promises by name, as in infra/slo.yaml."
  type = map(object({
    promise   = string
    scope     = string
    objective = number
    runbook   = string
    measure = object({
      kind         = string
      operations   = optional(map(list(string)), {})
      queues       = optional(list(string), [])
      milliseconds = optional(number)
      seconds      = optional(number)
      bad          = optional(string)
      all          = optional(string)
      metrics = optional(map(object({
        target    = string
        namespace = string
        name      = string
        statistic = string
      })), {})
    })
  }))

  validation {
    condition     = alltrue([for slo in var.slos : slo.objective > 90 && slo.objective < 100])
    error_message = "An objective is a percentage between 90 and 100, both left out."
  }
  validation {
    condition = alltrue([
      for slo in var.slos : contains(["faults", "latency", "message_age", "metrics"], slo.measure.kind)
    ])
    error_message = "A measure is faults, latency, message_age or metrics."
  }
  validation {
    condition = alltrue([
      for slo in var.slos : anytrue([
        slo.measure.kind == "faults" && length(slo.measure.operations) > 0,
        slo.measure.kind == "latency" && length(slo.measure.operations) > 0 && slo.measure.milliseconds != null,
        slo.measure.kind == "message_age" && length(slo.measure.queues) > 0 && slo.measure.seconds != null,
        slo.measure.kind == "metrics" && slo.measure.bad != null && slo.measure.all != null,
      ])
    ])
    error_message = "faults needs operations; latency operations and milliseconds; message_age queues and seconds; metrics bad and all."
  }
}

variable "burn_rates" {
  description = "By name: how much faster than allowed the budget may burn, over a long and a short window in seconds, and who is told."
  type = map(object({
    severity      = string
    factor        = number
    long_seconds  = number
    short_seconds = number
  }))

  validation {
    condition     = alltrue([for rate in var.burn_rates : contains(["page", "ticket"], rate.severity)])
    error_message = "A burn rate's severity is page or ticket."
  }
  validation {
    condition = alltrue(flatten([
      for rate in var.burn_rates :
      [for seconds in [rate.long_seconds, rate.short_seconds] : seconds % 60 == 0 && seconds <= 86400]
    ]))
    error_message = "A window is whole minutes, and no longer than a day."
  }
}

variable "low_traffic" {
  description = "Nothing burns with fewer requests, or fewer bad ones, than this in the long window."
  type = object({
    minimum_requests = number
    minimum_bad      = number
  })

  validation {
    condition     = var.low_traffic.minimum_requests >= 1 && var.low_traffic.minimum_bad >= 1
    error_message = "Both are at least 1: a share of no requests does not exist."
  }
}
