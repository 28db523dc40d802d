variable "name" {
  description = "What the role's name begins with, such as mercato-nonprod."
  type        = string
}

variable "regions" {
  description = "The regions in which there are REST APIs."
  type        = set(string)

  validation {
    condition     = length(var.regions) > 0
    error_message = "At least one region."
  }
}

variable "permissions_boundary_arn" {
  description = "The policy that bounds every role of the project, where the account has one."
  type        = string
  default     = null
}
