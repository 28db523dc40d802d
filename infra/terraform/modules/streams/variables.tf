variable "name" {
  description = "What the environment is called, such as mercato-prod; streams are <name>-<topology's name>."
  type        = string
}

variable "streams" {
  description = "Streams by their names in the topology, with the hours that records are kept."
  type        = map(object({ producer = string, retention_hours = number }))

  validation {
    condition     = alltrue([for stream in var.streams : stream.retention_hours >= 24 && stream.retention_hours <= 8760])
    error_message = "Kinesis keeps records for 24 hours to a year."
  }
}

variable "shards" {
  description = "Shards of each stream: 1,000 records or 1 MB a second each. Null: on demand, by what is sent."
  type        = number
  default     = null
}

variable "key_arn" {
  description = "The KMS key of messages."
  type        = string
}
