variable "name" {
  description = "What the environment is called, such as mercato-prod; the role's name begins with it."
  type        = string
}

variable "region" {
  description = "The region that is copied from."
  type        = string
}

variable "account_id" {
  description = "The account that S3 acts for; it lends the role to S3 for nobody else's buckets."
  type        = string
}

variable "buckets" {
  description = "The buckets to copy, by any name: where from and where to, and, for objects under KMS keys, the key here and the one in the other region."
  type = map(object({
    source_arn      = string
    destination_arn = string
    key_arn         = optional(string)
    replica_key_arn = optional(string)
  }))

  validation {
    condition     = alltrue([for bucket in var.buckets : bucket.source_arn != bucket.destination_arn])
    error_message = "A bucket is not copied to itself."
  }
}

variable "replica_region" {
  description = "The region that is copied to."
  type        = string
}

variable "permissions_boundary_arn" {
  description = "The policy that no role of ours reaches beyond."
  type        = string
}
