variable "topology" {
  description = "infra/topology.yaml, decoded."
  type        = any
}

variable "environment" {
  description = "dev, stage or prod."
  type        = string
}

variable "role" {
  description = "primary or standby; the standby's functions are a Chalice stage of their own."
  type        = string

  validation {
    condition     = contains(["primary", "standby"], var.role)
    error_message = "The role is primary or standby."
  }
}
