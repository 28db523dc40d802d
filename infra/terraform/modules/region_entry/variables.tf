variable "host" {
  description = "A host name that only this region answers, such as api-eu-central-1.shop.example.com."
  type        = string
}

variable "region" {
  description = "The region."
  type        = string
}

variable "zone_id" {
  description = "The hosted zone of the host name."
  type        = string
}

variable "rest_api" {
  description = "The REST API in that region that answers: id and stage."
  type        = object({ id = string, stage = optional(string, "api") })
}
