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
  description = "The region that is created here."
  type        = string
}

variable "peer_region" {
  description = "The other region of this environment: the standby's for the primary and the reverse. Null where there is only one."
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

variable "functions_deployed" {
  description = "Whether `chalice deploy` has run here once: only then can Cognito be told to call functions."
  type        = bool
  default     = false
}

variable "log_retention_days" {
  description = "How long CloudWatch keeps logs."
  type        = number
  default     = 30
}

variable "network" {
  description = "The network's addresses (unlike any other environment's or region's), its zones, its ways out and in."
  type = object({
    cidr                = string
    availability_zones  = list(string)
    nat_gateways        = string                    # per_zone or single
    interface_endpoints = optional(set(string), []) # services reached inside the network
  })
}

variable "peer_deployed" {
  description = "Whether the peer region was applied once: only then can S3 be told to copy buckets to it."
  type        = bool
  default     = false
}

variable "storage" {
  description = "Buckets: whether they may be destroyed with what is in them, and how long requests' logs are kept, in days."
  type = object({
    force_destroy   = optional(bool, false)
    access_log_days = optional(number, 90)
  })
  default = {}
}

variable "streaming" {
  description = "Shards of each Kinesis stream (1,000 events a second each); null: on demand."
  type        = object({ shards = optional(number) })
  default     = {}
}

variable "dmarc" {
  description = "What receivers shall do with mail in our name that is not ours (none, quarantine, reject), and the address that gets their reports."
  type        = object({ policy = optional(string, "quarantine"), reports = optional(string) })
  default     = {}
}

variable "push_credential" {
  description = "The platform's credential for push messages (GCM: a service account's JSON), by TF_VAR_push_credential. Null: no push."
  type        = string
  default     = null
  sensitive   = true
}
