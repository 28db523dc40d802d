variable "name" {
  description = "The load balancer's name, and the prefix of its target groups'."
  type        = string
}

variable "internal" {
  description = "Whether it has private addresses only."
  type        = bool
}

variable "vpc_id" {
  description = "The network."
  type        = string
}

variable "subnet_ids" {
  description = "Where it stands: public subnets, or private ones for an internal one; one a zone."
  type        = list(string)

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "A load balancer stands in two zones at least."
  }
}

variable "callers" {
  description = "Who may connect, by a name for the rule: a security group or a managed prefix list."
  type = map(object({
    security_group_id = optional(string)
    prefix_list_id    = optional(string)
  }))
}

variable "certificate_arn" {
  description = "The certificate of the names that callers use."
  type        = string
}

variable "services" {
  description = "The services behind it. Each has a target group, which its pods join by a TargetGroupBinding."
  type        = set(string)

  validation {
    condition     = alltrue([for service in var.services : length("${var.name}-${service}") <= 32])
    error_message = "A target group's name takes 32 characters."
  }
}

variable "routes" {
  description = "Which requests go to which service, first match wins: by path, by host, or both."
  type = list(object({
    service = string
    path    = optional(string)
    host    = optional(string)
  }))

  validation {
    condition     = length(var.routes) <= 99
    error_message = "A listener has 100 rules, and one of them answers what no route matches."
  }

  validation {
    condition     = alltrue([for route in var.routes : route.path != null || route.host != null])
    error_message = "A route matches a path, a host, or both."
  }

  validation {
    condition     = alltrue([for route in var.routes : contains(var.services, route.service)])
    error_message = "A route leads to one of the services."
  }
}

variable "origin_header" {
  description = "The header that only the edge knows the value of; null where callers are inside the network."
  type        = string
  default     = null
}

variable "origin_secrets" {
  description = "The values of that header that are taken: today's, and while it is being rotated the one before."
  type        = list(string)
  default     = []
  sensitive   = true

  validation {
    condition     = var.origin_header == null || (length(var.origin_secrets) >= 1 && length(var.origin_secrets) <= 3)
    error_message = "One to three: a rule has five values, of which path and host take two."
  }

  validation {
    condition     = alltrue([for value in var.origin_secrets : can(regex("^[^*?]{1,128}$", value))])
    error_message = "Up to 128 characters without * and ?, which a rule takes for patterns: a value of * would let everybody in."
  }
}

variable "target_port" {
  description = "The port that pods listen on."
  type        = number
  default     = 8080
}

variable "target_security_group_id" {
  description = "The pods' security group, which lets this load balancer in."
  type        = string
}

variable "access_logs_bucket" {
  description = "The bucket that each request is written down in."
  type        = string
}

variable "deletion_protection" {
  description = "Whether deleting the load balancer is refused."
  type        = bool
}
