variable "zone_id" {
  description = "The hosted zone of the shop's domain. It exists before us: it is where the name was delegated to."
  type        = string
}

variable "domain" {
  description = "The shop's host name, and the zone's."
  type        = string
}

variable "distribution" {
  description = "The CloudFront distribution that the shop's name points to."
  type = object({
    domain_name    = string
    hosted_zone_id = string
  })
}

variable "origins" {
  description = "What CloudFront asks, by the label before the domain (`origin`, `api-origin`): the target in each region, the primary's and the standby's where there is one."
  type = map(object({
    primary = object({ domain_name = string, zone_id = string })
    standby = optional(object({ domain_name = string, zone_id = string }))
  }))
}

variable "regions" {
  description = "The primary region, and the standby where there is one: they name the record sets."
  type = object({
    primary = string
    standby = optional(string)
  })
}

variable "switch_health_check_ids" {
  description = "The health checks by which the region switch plan moves an origin: label -> region -> id. Needed where there is a standby."
  type        = map(map(string))
  default     = {}
}

variable "deep_checks" {
  description = "What tells from outside whether a region can serve: by region, a host name that only this region answers, and a path that goes down to the database."
  type = map(object({
    host = string
    path = string
  }))
  default = {}
}

variable "checked_from" {
  description = "From where the deep checks are made: at least three places, none of them a region that is checked."
  type        = list(string)
  default     = ["us-east-1", "us-west-2", "ap-southeast-1"]

  validation {
    condition     = length(var.checked_from) >= 3
    error_message = "Route 53 measures from three regions at least."
  }
}

variable "name" {
  description = "What health checks, alarms and logs begin with, such as mercato-prod."
  type        = string
}

variable "alarm_topic_arn" {
  description = "Who hears in us-east-1 that a region does not answer. Null: nobody."
  type        = string
  default     = null
}

variable "runbook_url" {
  description = "What to do when a region does not serve; in the alarm's text."
  type        = string
  default     = "docs/runbooks/region-failover.md"
}

variable "certificate_authorities" {
  description = "Who may issue certificates for the domain (CAA)."
  type        = list(string)
  default     = ["amazon.com", "amazontrust.com", "awstrust.com", "amazonaws.com"]
}

variable "query_logging" {
  description = "Whether queries of the zone are logged: with which key of us-east-1, and for how many days. Null: not."
  type = object({
    key_arn        = string
    retention_days = number
  })
  default = null
}

variable "dnssec" {
  description = "Whether the zone is signed. After that the parent zone must be given the DS record of the output, and before it is switched off it must be taken out there."
  type        = bool
  default     = false
}
