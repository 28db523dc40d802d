variable "name" {
  description = "What the environment is called, such as mercato-prod."
  type        = string
}

variable "region" {
  description = "The region that sends."
  type        = string
}

variable "domain" {
  description = "The domain that mails come from."
  type        = string
}

variable "zone_id" {
  description = "The hosted zone of the domain."
  type        = string
}

variable "sender" {
  description = "Who writes, as mail programs show it: Mercato <service@shop.example.com>."
  type        = string

  validation {
    condition     = can(regex("<[^@<>]+@[^@<>]+>$", var.sender))
    error_message = "A sender is a name and an address in angle brackets."
  }
}

variable "configuration_set" {
  description = "The configuration set's name in the topology; in AWS it is <name>-<this>."
  type        = string
}

variable "feedback_topic_arn" {
  description = "The topic that is told of sends, bounces and complaints. Its policy and its key let SES publish."
  type        = string
}

variable "domain_records" {
  description = "Whether the records that the domain has once, whoever sends, are kept here: true in the primary region alone."
  type        = bool
}

variable "dmarc" {
  description = "What receivers shall do with mail that is not signed by us (none, quarantine, reject), and the address that gets their daily reports."
  type = object({
    policy  = optional(string, "quarantine")
    reports = optional(string)
  })
  default = {}

  validation {
    condition     = contains(["none", "quarantine", "reject"], var.dmarc.policy)
    error_message = "DMARC knows none, quarantine and reject."
  }
}
