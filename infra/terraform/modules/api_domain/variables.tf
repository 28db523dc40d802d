variable "domain_name" {
  description = "The host name, such as api-origin.shop.example.com; the same in every region of an environment."
  type        = string
}

variable "certificate_arn" {
  description = "A certificate of this region for the host name."
  type        = string
}

variable "rest_apis" {
  description = "The REST APIs by their application's name: id and stage."
  type        = map(object({ id = string, stage_name = string }))
}
