variable "name" {
  description = "What the topics' names begin with, such as mercato-prod."
  type        = string
}

variable "region" {
  description = "Where the alarms are: an alarm tells only topics of its own region."
  type        = string
}

variable "account_id" {
  description = "The account whose alarms and events may use the topics."
  type        = string
}

variable "subscribers" {
  description = "By severity: who is told. An https address is an on-call service's; an e-mail address must confirm once."
  type        = map(list(object({ protocol = string, endpoint = string })))
  default     = { page = [], ticket = [] }

  validation {
    condition     = alltrue([for severity, _ in var.subscribers : contains(["page", "ticket"], severity)])
    error_message = "There are two severities: page and ticket."
  }
  validation {
    condition = alltrue(flatten([
      for subscribers in var.subscribers : [for each in subscribers : contains(["https", "email"], each.protocol)]
    ]))
    error_message = "A subscriber is told by https or email."
  }
}
