variable "domain_name" {
  description = "The name that the certificate is for; may begin with *."
  type        = string

  validation {
    condition     = can(regex("^(\\*\\.)?([a-z0-9-]+\\.)+[a-z]{2,}$", var.domain_name))
    error_message = "A domain name in lower case, such as shop.example.com or *.internal.shop.example.com."
  }
}

variable "subject_alternative_names" {
  description = "Further names that the certificate is for."
  type        = list(string)
  default     = []
}

variable "zone_id" {
  description = "The public hosted zone in which ACM looks for its proof; it is the parent of every name."
  type        = string
}

variable "region" {
  description = "Where the certificate is used, if not in the provider's region: us-east-1 for CloudFront."
  type        = string
  default     = null
}

variable "manage_validation_records" {
  description = "False where another region's certificate for the same names keeps the records: they are the same."
  type        = bool
  default     = true
}
