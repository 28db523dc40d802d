variable "name" {
  description = "What names begin with, such as mercato-prod."
  type        = string
}

variable "account_id" {
  description = "The account, which Lambda must act for when it takes a role."
  type        = string
}

variable "region" {
  description = "The region; part of the roles' names, which are the account's."
  type        = string
}

variable "functions" {
  description = "Every function by <application>.<handler>. in_vpc: it calls services. has_access: there is a policy for it."
  type = map(object({
    app           = string
    handler       = string
    function_name = string
    in_vpc        = bool
    has_access    = bool
  }))

  validation {
    condition     = alltrue([for each in values(var.functions) : length(each.function_name) <= 64])
    error_message = "Lambda allows a function's name 64 characters."
  }
}

variable "policies" {
  description = "What each function may ask of AWS: a policy document by <application>.<handler>."
  type        = map(string)
}

variable "vpc_id" {
  description = "The network of the functions that call services."
  type        = string
}

variable "logs_key_arn" {
  description = "The KMS key that logs are encrypted with."
  type        = string
}

variable "log_retention_days" {
  description = "How long logs are kept, in days."
  type        = number
}

variable "permissions_boundary_arn" {
  description = "The policy that bounds every role of the project, where the account has one."
  type        = string
  default     = null
}
