variable "queues" {
  description = "What each queue starts: its ARN and the function's name, by the queue's name in the topology."
  type        = map(object({ queue_arn = string, function_name = string }))
}

variable "batch_size" {
  description = "How many messages a function gets at most."
  type        = number
  default     = 10

  validation {
    condition     = var.batch_size >= 1 && var.batch_size <= 10
    error_message = "From 1 to 10 messages: more would need a window to gather them, and a mail waits for it."
  }
}

variable "maximum_concurrency" {
  description = "How many copies of a function one queue may keep busy."
  type        = number

  validation {
    condition     = var.maximum_concurrency >= 2 && var.maximum_concurrency <= 1000
    error_message = "Lambda takes 2 to 1,000."
  }
}
