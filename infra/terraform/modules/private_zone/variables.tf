variable "name" {
  description = "The zone's name, such as internal.shop.example.com."
  type        = string
}

variable "vpc_id" {
  description = "The network that knows the zone."
  type        = string
}

variable "names" {
  description = "The names that lead to the load balancer, without the zone's."
  type        = set(string)
}

variable "target" {
  description = "The load balancer's own name, and the zone of that."
  type = object({
    dns_name = string
    zone_id  = string
  })
}
