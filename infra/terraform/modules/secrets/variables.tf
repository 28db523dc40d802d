variable "name" {
  description = "What every secret's name begins with, such as mercato-prod."
  type        = string
}

variable "account_id" {
  description = "The only account whose principals may touch the secrets."
  type        = string
}

variable "is_primary" {
  description = "Whether the secrets are created here. Where they are not, they are found by name as replicas."
  type        = bool
}

variable "kms_key_arn" {
  description = "The key that secrets are encrypted with in this region."
  type        = string
}

variable "replica" {
  description = "The region that every secret is replicated to, and the key that it is encrypted with there. Null for none."
  type = object({
    region      = string
    kms_key_arn = string
  })
  default = null
}

variable "texts" {
  description = "Secrets whose value is a password or a key and nothing else."
  type        = set(string)
  default     = []
}

variable "accounts" {
  description = "Secrets whose value is JSON: who logs in where, by name of the secret. The password is added."
  type        = map(map(string))
  default     = {}
}

variable "operator_filled" {
  description = "Secrets that are created empty: another company's keys, which a person puts in."
  type        = set(string)
  default     = []
}

variable "descriptions" {
  description = "What a secret is for, by its name, for who finds it in the console."
  type        = map(string)
  default     = {}
}

variable "passwords" {
  description = "A fresh password for every text and account. It is written when the secret is new, or its version was raised."
  type        = map(string)
  default     = {}
  ephemeral   = true
}

variable "versions" {
  description = "Raise a secret's number, from 1, to have Terraform write a new password. Not for what rotates by itself."
  type        = map(number)
  default     = {}
}

variable "recovery_window_days" {
  description = "How long a deleted secret can be had back: 7 to 30 days, or 0 for environments that come and go."
  type        = number
  default     = 30

  validation {
    condition     = var.recovery_window_days == 0 || (var.recovery_window_days >= 7 && var.recovery_window_days <= 30)
    error_message = "Secrets Manager waits 7 to 30 days, or not at all (0)."
  }
}
