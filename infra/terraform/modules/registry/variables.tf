variable "repositories" {
  description = "The images' names, such as catalog; the repository is mercato/<name>."
  type        = set(string)
}

variable "region" {
  description = "Where images are pushed to."
  type        = string
}

variable "key_arn" {
  description = "The KMS key that images are encrypted with, in that region."
  type        = string
}

variable "replicas" {
  description = "Where each pushed image is copied to: a region, of this account or another."
  type = list(object({
    region     = string
    account_id = string
  }))
  default = []
}

variable "sources" {
  description = "Accounts that may copy their images into this registry."
  type        = list(string)
  default     = []
}

variable "account_id" {
  description = "The account of this registry."
  type        = string
}

variable "kept_images" {
  description = "How many images of each service are kept: as many as one may want to roll back to."
  type        = number
  default     = 100
}
