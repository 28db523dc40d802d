variable "name" {
  description = "What everything here begins with, such as mercato-prod."
  type        = string
}

variable "aliases" {
  description = "The host names that people know the shop by."
  type        = list(string)

  validation {
    condition     = length(var.aliases) > 0
    error_message = "A shop has a name of its own, and a certificate for it."
  }
}

variable "certificate_arn" {
  description = "The certificate for the aliases, in us-east-1."
  type        = string

  validation {
    condition     = can(regex("^arn:aws:acm:us-east-1:", var.certificate_arn))
    error_message = "CloudFront reads certificates in us-east-1 only."
  }
}

variable "web_acl_arn" {
  description = "The web ACL of scope CLOUDFRONT."
  type        = string
}

variable "routes" {
  description = "The topology's routes, in their order: which service, function or bucket answers a path. `cached`: its answers are the same for everybody and say how long they may be kept."
  type = list(object({
    path     = string
    service  = optional(string)
    function = optional(string)
    bucket   = optional(string)
    cached   = optional(bool, false)
  }))

  validation {
    condition     = alltrue([for route in var.routes : length(compact([route.service, route.function, route.bucket])) == 1])
    error_message = "A route leads to one service, one function or one bucket."
  }
  validation {
    condition     = length(var.routes) <= 75
    error_message = "CloudFront takes 75 behaviours without asking AWS for more."
  }
}

variable "behaviours" {
  description = "infra/edge/behaviours.yaml, decoded: response headers, and how long browsers may keep what."
  type        = any # a file's content, checked where it is read: infra/local/edge/behaviours.py
}

variable "viewer_request_code" {
  description = "infra/edge/viewer-request.js: which object of a bucket an address means."
  type        = string
}

variable "buckets" {
  description = "Regional domain names of the buckets by the topology's name, and `storefront`: the primary's, and the standby's where there is one."
  type = map(object({
    primary = string
    standby = optional(string)
  }))

  validation {
    condition     = contains(keys(var.buckets), "storefront")
    error_message = "The storefront needs its bucket."
  }
}

variable "services_domain" {
  description = "The host name behind which the services' load balancer is, in whichever region is active."
  type        = string
}

variable "functions_domain" {
  description = "The host name behind which API Gateway is, in whichever region is active. Each application's base path is its name in the topology."
  type        = string
}

variable "origin_secret" {
  description = "What x-origin-verify says to load balancer and API: that a request came through here."
  type        = string
  sensitive   = true
}

variable "price_class" {
  description = "Where in the world CloudFront serves from: PriceClass_100 (North America, Europe, Israel), PriceClass_200, or PriceClass_All."
  type        = string
  default     = "PriceClass_100"

  validation {
    condition     = contains(["PriceClass_100", "PriceClass_200", "PriceClass_All"], var.price_class)
    error_message = "PriceClass_100, PriceClass_200 or PriceClass_All."
  }
}

variable "geo_restriction" {
  description = "Countries (ISO 3166-1 alpha-2) that alone are served (whitelist) or are not served (blacklist)."
  type = object({
    type      = optional(string, "none")
    locations = optional(list(string), [])
  })
  default = {}

  validation {
    condition     = contains(["none", "whitelist", "blacklist"], var.geo_restriction.type)
    error_message = "none, whitelist or blacklist."
  }
}

variable "origin_shield_region" {
  description = "The region whose cache stands before the origins, so that one edge location asks for all; the primary's. Null: none, as it costs per request."
  type        = string
  default     = null
}

variable "minimum_tls_version" {
  description = "CloudFront's security policy towards browsers."
  type        = string
  default     = "TLSv1.2_2021"

  validation {
    condition     = contains(["TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025"], var.minimum_tls_version)
    error_message = "Nothing older than TLSv1.2_2021."
  }
}

variable "origin_read_timeout_seconds" {
  description = "How long an origin may think; API Gateway gives up after 29 seconds."
  type        = number
  default     = 30
}

variable "access_logs_bucket_arn" {
  description = "The bucket that access logs go to. Null: none are written."
  type        = string
  default     = null
}
