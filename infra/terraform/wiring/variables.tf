# From environments/<environment>.tfvars

variable "environment" {
  description = "dev, stage or prod."
  type        = string

  validation {
    condition     = contains(["dev", "stage", "prod"], var.environment)
    error_message = "The environment is dev, stage or prod."
  }
}

variable "role" {
  description = "Whether this region is the primary one, or the warm standby that takes over from it."
  type        = string
  default     = "primary"

  validation {
    condition     = contains(["primary", "standby"], var.role)
    error_message = "The role is primary or standby."
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
  description = "The region that is wired here."
  type        = string
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
  description = "How long CloudWatch keeps logs."
  type        = number
  default     = 30
}

variable "api_throttling" {
  description = "What all clients together may ask of each REST API, by application: requests a second, and a burst."
  type        = map(object({ rate = number, burst = number }))
  default = {
    bff           = { rate = 200, burst = 200 }
    notifications = { rate = 50, burst = 50 }
    backoffice    = { rate = 20, burst = 40 }
  }
}

variable "queue_consumers" {
  description = "How many copies of a function one queue may keep busy."
  type        = object({ maximum_concurrency = number })
  default     = { maximum_concurrency = 2 }
}

# From what other steps told: `mercato deploy` passes on what has the same name as an output of ../region, and what
# Chalice recorded.

variable "rest_api_ids" {
  description = "What API Gateway called the REST API of each application; from Chalice's record of its deployment."
  type        = map(string)

  validation {
    condition     = alltrue([for id in values(var.rest_api_ids) : can(regex("^[a-z0-9]+$", id))])
    error_message = "An API's id is of small letters and digits."
  }
}

variable "user_pool_arn" {
  description = "The user pool that calls its triggers."
  type        = string
}

variable "key_arns" {
  description = "The KMS keys by purpose."
  type        = map(string)
}

variable "web_acl_arn" {
  description = "The regional web ACL, which lets through what comes from CloudFront."
  type        = string
}

variable "adopt_stages" {
  description = "Whether the REST APIs' stages exist: Chalice made them. Only a test has none to take over."
  type        = bool
  default     = true
}

variable "lake" {
  description = "What the names of the lake's databases begin with; the rest of the environment's `lake` is the region's."
  type        = object({ database_prefix = optional(string, "") })
  default     = {}
}
