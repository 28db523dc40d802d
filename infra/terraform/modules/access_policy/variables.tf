variable "statements" {
  description = "A service's or a handler's entry in infra/access.yaml, whose head explains it."
  type = list(object({
    actions            = list(string)
    topics             = optional(list(string), [])
    queues             = optional(list(string), [])
    dead_letter_queues = optional(list(string), [])
    tables             = optional(list(string), [])
    streams            = optional(list(string), [])
    delivery_streams   = optional(list(string), [])
    objects            = optional(list(string), [])
    secrets            = optional(list(string), [])
    user_pool          = optional(bool, false)
    search             = optional(bool, false)
    email              = optional(bool, false)
    push_application   = optional(bool, false)
    push_endpoints     = optional(bool, false)
    phone_numbers      = optional(bool, false)
    any                = optional(string)
  }))

  validation {
    condition     = alltrue([for action in flatten(var.statements[*].actions) : can(regex("^[a-z0-9-]+:[A-Z][A-Za-z]+$", action))])
    error_message = "An action is <service>:<Operation>, without wildcards."
  }
  validation {
    condition     = alltrue([for each in var.statements : each.any == null || try(length(trimspace(each.any)) > 0, false)])
    error_message = "`any` says why no resource can be named."
  }
  validation {
    condition = alltrue([
      for each in var.statements : 1 == sum([
        length(each.topics) > 0 ? 1 : 0,
        length(each.queues) > 0 ? 1 : 0,
        length(each.dead_letter_queues) > 0 ? 1 : 0,
        length(each.tables) > 0 ? 1 : 0,
        length(each.streams) > 0 ? 1 : 0,
        length(each.delivery_streams) > 0 ? 1 : 0,
        length(each.objects) > 0 ? 1 : 0,
        length(each.secrets) > 0 ? 1 : 0,
        each.user_pool ? 1 : 0,
        each.search ? 1 : 0,
        each.email ? 1 : 0,
        each.push_application ? 1 : 0,
        each.push_endpoints ? 1 : 0,
        each.phone_numbers ? 1 : 0,
        each.any == null ? 0 : 1,
      ])
    ])
    error_message = "A statement speaks of exactly one kind of thing."
  }
  validation {
    condition = alltrue(flatten([
      for each in var.statements : [
        for kind in ["topics", "queues", "dead_letter_queues", "tables", "streams", "delivery_streams", "secrets"] : [
          for name in each[kind] : name == "all" || contains(keys(lookup(var.arns, kind, {})), name)
        ]
      ]
    ]))
    error_message = "A statement speaks of something that there is not."
  }
}

variable "arns" {
  description = "The ARNs of what there is: kind -> name -> ARN. Kinds are those of a statement, with `buckets` for `objects`."
  type        = map(map(string))
}
