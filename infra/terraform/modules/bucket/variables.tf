variable "name" {
  description = "The bucket's name, unique in all of AWS."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.name))
    error_message = "A bucket's name has 3 to 63 small letters, digits and hyphens; no dots, which break TLS."
  }
}

variable "key_arn" {
  description = "The KMS key that objects are encrypted with. Null: keys of S3 itself, for what the targets of access logs and load balancer logs demand."
  type        = string
  default     = null
}

variable "versioning" {
  description = "Whether what was overwritten or deleted is kept for a while; replication needs it."
  type        = bool
  default     = true
}

variable "noncurrent_version_days" {
  description = "How long an overwritten or deleted version is kept, in days."
  type        = number
  default     = 30
}

variable "lifecycle_rules" {
  description = "What becomes of objects with age, per prefix: moved to a cheaper class, or deleted. Days since the object was written."
  type = list(object({
    id                      = string
    prefix                  = optional(string, "")
    expiration_days         = optional(number)
    noncurrent_version_days = optional(number)
    transitions = optional(list(object({
      days          = number
      storage_class = string
    })), [])
  }))
  default = []

  validation {
    condition     = length(distinct([for rule in var.lifecycle_rules : rule.id])) == length(var.lifecycle_rules)
    error_message = "Each lifecycle rule needs an id of its own."
  }
}

variable "access_log_bucket" {
  description = "The bucket that requests are logged to, below the prefix s3/<name>/: pass the module that made it. Null: they are not logged."
  type        = object({ id = string })
  default     = null
}

variable "replication" {
  description = "Where new objects are copied to, by which role, and with which key of the other region (null where S3's own keys are used). Prefixes: only what lies below them. Time control: 15 minutes are promised, for a price."
  type = object({
    destination_bucket_arn = string
    replica_key_arn        = optional(string)
    role_arn               = string
    prefixes               = optional(list(string), [""])
    time_control           = optional(bool, false)
  })
  default = null

  validation {
    condition     = try(length(var.replication.prefixes) > 0, true)
    error_message = "Replication of no prefix copies nothing; pass null instead."
  }
}

variable "policy_statements" {
  description = "Who else may do what, added to the bucket's policy. Resources are paths in the bucket: \"\" the bucket itself, \"/*\" all objects."
  type = list(object({
    sid                = string
    actions            = list(string)
    paths              = optional(list(string), ["/*"])
    service_principals = optional(list(string), [])
    aws_principals     = optional(list(string), [])
    conditions = optional(list(object({
      test     = string
      variable = string
      values   = list(string)
    })), [])
  }))
  default = []

  validation {
    condition = alltrue([
      for statement in var.policy_statements :
      length(concat(statement.service_principals, statement.aws_principals)) > 0 && !contains(statement.aws_principals, "*")
    ])
    error_message = "Each statement names its principals; nobody's bucket is everybody's."
  }
}

variable "cors_origins" {
  description = "Origins of pages that may read objects by script and upload with a signed form, such as https://shop.example.com. None: no page."
  type        = list(string)
  default     = []
}

variable "force_destroy" {
  description = "Whether `terraform destroy` may delete the bucket with all that is in it; only for environments that nobody would miss."
  type        = bool
  default     = false
}
