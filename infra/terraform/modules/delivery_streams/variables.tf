variable "name" {
  description = "What the environment is called, such as mercato-prod; streams are <name>-<topology's name>."
  type        = string
}

variable "region" {
  description = "The region of all that is connected here."
  type        = string
}

variable "account_id" {
  description = "The account of all that is connected here."
  type        = string
}

variable "permissions_boundary_arn" {
  description = "The policy that no role of ours reaches beyond."
  type        = string
}

variable "delivery_streams" {
  description = "Delivery streams as the topology names them: a Kinesis stream or topics, the function that transforms, where rows and errors go, how much is gathered into a file."
  type = map(object({
    sources      = object({ stream = optional(string), topics = optional(list(string), []) })
    transform    = string
    handler      = string
    prefix       = string
    error_prefix = string
    buffer       = object({ megabytes = number, seconds = number })
  }))

  validation {
    condition     = alltrue([for stream in var.delivery_streams : (stream.sources.stream == null) != (length(stream.sources.topics) == 0)])
    error_message = "A delivery stream has one Kinesis stream, or topics."
  }
  validation {
    condition     = alltrue([for stream in var.delivery_streams : stream.buffer.megabytes >= 64 && stream.buffer.seconds >= 60])
    error_message = "Files that are sorted into partitions, as Parquet, are gathered to 64 megabytes or for a minute at least."
  }
  validation {
    condition     = alltrue([for stream in var.delivery_streams : endswith(stream.prefix, "/") && endswith(stream.error_prefix, "/")])
    error_message = "Prefixes end with a slash."
  }
}

variable "function_arns" {
  description = "The functions' ARNs, by <application>.<handler>."
  type        = map(string)
}

variable "lake_bucket" {
  description = "The lake's bucket."
  type        = string
}

variable "raw_database" {
  description = "Glue's database whose tables are the rows' schema; a table is called as the last part of the prefix."
  type        = string
}

variable "key_arns" {
  description = "The KMS keys of messages, objects and logs."
  type        = object({ messages = string, objects = string, logs = string })
}

variable "log_retention_days" {
  description = "How long the streams' errors are kept in CloudWatch, in days."
  type        = number
  default     = 30
}
