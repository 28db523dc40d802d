variable "name" {
  description = "What the environment is called, such as mercato-prod; topics and queues are <name>-<topology's name>."
  type        = string
}

variable "region" {
  description = "The region that topics and queues are made in."
  type        = string
}

variable "account_id" {
  description = "The account that may use them."
  type        = string
}

variable "key_arn" {
  description = "The KMS key of messages. Its policy lets sns.amazonaws.com and ses.amazonaws.com use it: without that they lose messages and say nothing."
  type        = string
}

variable "topics" {
  description = "Topics by their names in the topology, with who publishes: a service, or ses."
  type        = map(object({ producer = string }))
}

variable "queues" {
  description = "Queues by their names in the topology. Events: only these types are delivered; none: whatever the topic tells."
  type = map(object({
    consumer                   = string
    topic                      = string
    events                     = optional(list(string), [])
    visibility_timeout_seconds = optional(number)
  }))

  validation {
    condition     = alltrue([for name, queue in var.queues : name == "${queue.consumer}-${queue.topic}"])
    error_message = "A queue is called <consumer>-<topic>."
  }
}

variable "queue_defaults" {
  description = "What holds for each queue that says nothing else. Times are in seconds."
  type = object({
    visibility_timeout_seconds    = number
    message_retention_seconds     = number
    dlq_message_retention_seconds = number
    max_receive_count             = number
  })

  validation {
    condition     = var.queue_defaults.dlq_message_retention_seconds > var.queue_defaults.message_retention_seconds
    error_message = "A message keeps its age when it is given up: a dead-letter queue must keep longer than its queue."
  }
  validation {
    condition     = var.queue_defaults.max_receive_count >= 3
    error_message = "One crash of a consumer must not give a message up."
  }
}

variable "configuration_set" {
  description = "The SES configuration set that may tell topics of the producer ses what became of mails."
  type        = string
}

variable "logs_key_arn" {
  description = "The KMS key of CloudWatch Logs."
  type        = string
}

variable "log_retention_days" {
  description = "How long the log of failed deliveries is kept, in days."
  type        = number
  default     = 30
}

variable "permissions_boundary_arn" {
  description = "The policy that no role of ours reaches beyond."
  type        = string
}
