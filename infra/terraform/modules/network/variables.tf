variable "name" {
  description = "What the network is called: the prefix of its parts' names."
  type        = string
}

variable "region" {
  description = "The region the network is in: part of the endpoints' names."
  type        = string
}

variable "account_id" {
  description = "The account whose principals and resources the endpoints serve."
  type        = string
}

variable "cidr" {
  description = "The network's addresses. No two environments' or regions' may overlap: they may have to be joined one day."
  type        = string

  validation {
    condition     = can(cidrhost(var.cidr, 0)) && try(cidrhost(var.cidr, 0) == split("/", var.cidr)[0], false)
    error_message = "The first address of a block and its length, such as 10.10.0.0/16."
  }

  validation {
    condition     = try(tonumber(split("/", var.cidr)[1]) >= 16 && tonumber(split("/", var.cidr)[1]) <= 20, false)
    error_message = "Between /16 and /20: every pod takes an address, and a data subnet must not be smaller than /26."
  }
}

variable "availability_zones" {
  description = "The zones by name. Named rather than looked up, so that no plan moves a subnet when a region grows."
  type        = list(string)

  validation {
    condition     = length(var.availability_zones) >= 2 && length(var.availability_zones) <= 3
    error_message = "Two or three zones: one fails as a whole, and the address plan has room for three."
  }

  validation {
    condition     = length(distinct(var.availability_zones)) == length(var.availability_zones)
    error_message = "A zone is named once."
  }

  validation {
    condition     = alltrue([for zone in var.availability_zones : can(regex("^${var.region}[a-f]$", zone))])
    error_message = "The zones must be this region's."
  }
}

variable "nat_gateways" {
  description = "per_zone: each zone has its own way out. single: one for all, cheaper; all is cut off if its zone fails."
  type        = string

  validation {
    condition     = contains(["per_zone", "single"], var.nat_gateways)
    error_message = "per_zone or single."
  }
}

variable "interface_endpoints" {
  description = "The AWS services that are reached inside the network, by their endpoint's short name, such as ecr.dkr."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for service in var.interface_endpoints : can(regex("^[a-z0-9-]+(\\.[a-z]+)?$", service))])
    error_message = "Short names: sqs, ecr.api, kinesis-streams."
  }

  validation {
    condition     = length(setintersection(var.interface_endpoints, ["s3", "dynamodb"])) == 0
    error_message = "S3 and DynamoDB have gateway endpoints here already, which cost nothing."
  }
}

variable "flow_logs_bucket_arn" {
  description = "The bucket that flow logs are written to, under flow-logs/."
  type        = string
}
