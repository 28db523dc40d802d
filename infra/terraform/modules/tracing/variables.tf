variable "name" {
  description = "What rules and groups begin with, such as mercato-prod."
  type        = string

  validation {
    condition     = length(var.name) <= 18
    error_message = "X-Ray takes 32 characters, of which we need 14."
  }
}

variable "sample_rate" {
  description = "The share of requests to functions that is traced, beside one a second."
  type        = number

  validation {
    condition     = var.sample_rate >= 0 && var.sample_rate <= 1
    error_message = "A share is between 0 and 1."
  }
}
