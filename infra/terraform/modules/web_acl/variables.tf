variable "name" {
  description = "What the list is called; its metrics and its log group begin with it."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,96}$", var.name))
    error_message = "Letters, digits, hyphens and underscores."
  }
}

variable "scope" {
  description = "CLOUDFRONT, or REGIONAL for what stands behind it: an API's stage, a load balancer."
  type        = string

  validation {
    condition     = contains(["CLOUDFRONT", "REGIONAL"], var.scope)
    error_message = "The scope is CLOUDFRONT or REGIONAL."
  }
}

variable "region" {
  description = "Where it lives, if not in the provider's region: us-east-1 for CloudFront."
  type        = string
  default     = null

  validation {
    condition     = var.scope != "CLOUDFRONT" || var.region == "us-east-1"
    error_message = "CloudFront reads its web ACL in us-east-1 only."
  }
}

variable "managed_rule_groups" {
  description = "AWS's rule groups in the order in which they are asked. `count_rules` are watched and block nobody; `not_below` is a path that the group is not asked about."
  type = list(object({
    name        = string
    count_rules = optional(list(string), [])
    not_below   = optional(string)
  }))
  default = []
}

variable "rate_limits" {
  description = "The topology's rate limits: requests per client address in five minutes; * in a path stands for anything."
  type = list(object({
    path     = string
    requests = number
  }))
  default = []

  validation {
    condition     = alltrue([for limit in var.rate_limits : limit.requests >= 10 && startswith(limit.path, "/")])
    error_message = "WAF counts from ten requests up, and a path begins with a slash."
  }
  validation {
    condition     = length(distinct(var.rate_limits[*].path)) == length(var.rate_limits)
    error_message = "Each path has one limit."
  }
}

variable "uncounted_addresses" {
  description = "Addresses (CIDR, IPv4) that may ask without being counted or judged: our own, where everybody's requests come from them."
  type        = list(string)
  default     = []

  validation {
    condition     = length(var.uncounted_addresses) == 0 || var.required_header == null
    error_message = "What passes by its address passes without the header: one or the other."
  }
}

variable "account_takeover_login_path" {
  description = "The path that people sign in at, to have stolen passwords tried there noticed (AWS's paid ATP group). Null: not."
  type        = string
  default     = null
}

variable "required_header" {
  description = "A header that nothing gets in without, and the values of which any one will do: two while the secret is changed. Null: everybody may ask."
  type = object({
    name   = string
    values = list(string)
  })
  default   = null
  sensitive = true

  validation {
    condition     = try(length(var.required_header.values) > 0, true)
    error_message = "A header without a value would lock everybody out."
  }
}

variable "open_paths" {
  description = "Paths that may be asked without the required header, by reading alone: what health is checked by from outside. So often per address in five minutes."
  type = list(object({
    path     = string
    requests = number
  }))
  default = []

  validation {
    condition     = alltrue([for open in var.open_paths : open.requests >= 10 && startswith(open.path, "/") && !strcontains(open.path, "*")])
    error_message = "Whole paths, counted from ten requests up."
  }
}

variable "associations" {
  description = "What a REGIONAL list protects: ARNs by a name of yours. CloudFront names its list itself."
  type        = map(string)
  default     = {}

  validation {
    condition     = var.scope == "REGIONAL" || length(var.associations) == 0
    error_message = "A distribution is not associated: it is told its list's ARN."
  }
}

variable "log_key_arn" {
  description = "The KMS key, in the list's region, that its log is encrypted with."
  type        = string
}

variable "log_retention_days" {
  description = "How long what was blocked or counted is kept, in days."
  type        = number
  default     = 30
}
