# From environments/<environment>.global.tfvars

variable "environment" {
  description = "dev, stage or prod."
  type        = string

  validation {
    condition     = contains(["dev", "stage", "prod"], var.environment)
    error_message = "The environment is dev, stage or prod."
  }
}

variable "account_id" {
  description = "The AWS account that this environment lives in; Terraform refuses to touch another."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "An AWS account id has twelve digits."
  }
}

variable "region" {
  description = "The primary region."
  type        = string
}

variable "peer_region" {
  description = "The standby region. Null where there is only one."
  type        = string
  default     = null
}

variable "owner" {
  description = "The team that answers for all of it; a tag."
  type        = string
  default     = "shop-platform"
}

variable "domain" {
  description = "The shop's host name, such as shop.example.com. A hosted zone of this name exists already."
  type        = string
}

variable "log_retention_days" {
  description = "How long CloudWatch keeps logs, in days."
  type        = number
  default     = 30
}

variable "edge" {
  description = "How far CloudFront reaches (price_class), whether one more cache stands before the origins (origin_shield), who is served (geo_restriction), and whether stolen passwords are looked for at sign-in (account_takeover, paid per request)."
  type = object({
    price_class      = optional(string, "PriceClass_100")
    origin_shield    = optional(bool, false)
    account_takeover = optional(bool, false)
    geo_restriction = optional(object({
      type      = optional(string, "none")
      locations = optional(list(string), [])
    }), {})
  })
  default = {}
}

variable "dns" {
  description = "Whether the zone is signed (dnssec; then the parent zone needs the DS record) and its queries are logged."
  type = object({
    dnssec        = optional(bool, false)
    query_logging = optional(bool, false)
  })
  default = {}
}

variable "region_switch" {
  description = "Who may start and approve a switch of regions (ARNs), how much must run before traffic comes, in percent of the other region, and in how many minutes it is to be done."
  type = object({
    operators                       = optional(list(string), [])
    target_percent                  = optional(number, 100)
    recovery_time_objective_minutes = optional(number, 15)
  })
  default = {}
}

# What other roots told: `mercato deploy` passes on the outputs of region and wiring as one object per region, and
# of those what is named here is taken.

variable "primary" {
  description = "The primary region: outputs of ../region (buckets, load_balancers, cluster, data) and ../wiring (api_origin), and Chalice's rest_api_ids."
  type = object({
    buckets        = map(object({ arn = string, regional_domain_name = string }))
    load_balancers = object({ public = object({ dns_name = string, zone_id = string }) })
    cluster        = object({ name = string })
    data           = object({ database_cluster_arn = string, global_database = optional(string) })
    api_origin     = object({ regional_domain_name = string, regional_zone_id = string })
    rest_api_ids   = map(string)
  })
}

variable "standby" {
  description = "The same of the standby region. Null where there is none, or not yet."
  type = object({
    buckets        = map(object({ arn = string, regional_domain_name = string }))
    load_balancers = object({ public = object({ dns_name = string, zone_id = string }) })
    cluster        = object({ name = string })
    data           = object({ database_cluster_arn = string, global_database = optional(string) })
    api_origin     = object({ regional_domain_name = string, regional_zone_id = string })
    rest_api_ids   = map(string)
  })
  default = null

  validation {
    condition     = var.standby == null || var.peer_region != null
    error_message = "A standby is somewhere: say peer_region."
  }
}

variable "runbooks_url" {
  description = "Where docs/runbooks can be read, with the slash at its end: alarms name their runbook by it."
  type        = string
  default     = "https://runbooks.example.com/"

  validation {
    condition     = startswith(var.runbooks_url, "https://") && endswith(var.runbooks_url, "/")
    error_message = "An https address with a slash at its end."
  }
}

variable "observability" {
  description = "Who is told of what happens at the edge."
  type = object({
    subscribers = optional(map(list(object({ protocol = string, endpoint = string }))), { page = [], ticket = [] })
    paging      = optional(bool, false) # a page wakes somebody; else it is a ticket too
    slo_alarms  = optional(bool, true)
  })
  default = {}
}
