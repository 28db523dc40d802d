variable "name" {
  description = "What the budget is called, such as mercato-nonprod."
  type        = string
}

variable "monthly_limit_usd" {
  description = "What the account may cost in a month, in US dollars."
  type        = number

  validation {
    condition     = var.monthly_limit_usd > 0
    error_message = "A budget of nothing warns on the first day."
  }
}

variable "emails" {
  description = "Who is told."
  type        = list(string)

  validation {
    condition     = length(var.emails) > 0
    error_message = "A budget that tells nobody is none."
  }
}

variable "anomaly_threshold_usd" {
  description = "From which unusual extra cost on there is a mail, in US dollars."
  type        = number
  default     = 50
}
