variable "name" {
  description = "The domain's name, such as mercato-prod."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,27}$", var.name))
    error_message = "A domain's name has 3 to 28 small letters, digits and hyphens."
  }
}

variable "account_id" {
  description = "The account that the domain is in."
  type        = string
}

variable "region" {
  description = "The region that the domain is in."
  type        = string
}

variable "engine_version" {
  description = "OpenSearch's version."
  type        = string
  default     = "OpenSearch_2.19"

  validation {
    condition     = can(regex("^OpenSearch_[23]\\.[0-9]+$", var.engine_version))
    error_message = "OpenSearch 2 or 3, with its minor version, such as OpenSearch_2.19."
  }
}

variable "size" {
  description = "Data nodes (type, number, zones, GiB each), and the type of three dedicated masters; null for none."
  type = object({
    instance_type         = string
    instances             = number
    zones                 = number
    volume_gib            = number
    dedicated_master_type = optional(string)
  })

  validation {
    condition     = contains([1, 2, 3], var.size.zones) && var.size.volume_gib >= 10
    error_message = "A domain has one to three zones, and a volume of at least 10 GiB."
  }
}

variable "service_role_arn" {
  description = "The search service's role: the only principal that may use the domain."
  type        = string
}

variable "vpc_id" {
  description = "The network."
  type        = string
}

variable "subnet_ids" {
  description = "The data subnets, one per zone."
  type        = list(string)
}

variable "allowed_security_group_ids" {
  description = "Who is let in: what it is called, and its security group."
  type        = map(string)
}

variable "kms_key_arn" {
  description = "The key that disks and snapshots are encrypted with."
  type        = string
}

variable "logs_kms_key_arn" {
  description = "The key that logs are encrypted with."
  type        = string
}

variable "log_retention_days" {
  description = "How long logs are kept."
  type        = number
}
