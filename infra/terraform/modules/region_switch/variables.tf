variable "name" {
  description = "What everything here begins with, such as mercato-prod."
  type        = string
}

variable "account_id" {
  description = "The account of both regions."
  type        = string
}

variable "permissions_boundary_arn" {
  description = "The most that a role may be given: the pipeline can make no role without it."
  type        = string
}

variable "regions" {
  description = "The primary region and the standby."
  type        = object({ primary = string, standby = string })

  validation {
    condition     = var.regions.primary != var.regions.standby
    error_message = "A standby in the primary's region is none."
  }
}

variable "clusters" {
  description = "The EKS cluster of each region, by region: name and ARN."
  type        = map(object({ name = string, arn = string }))
}

variable "workloads" {
  description = "What is scaled up before traffic comes, by its name in the cluster; `autoscaler` is its HorizontalPodAutoscaler, which is kept from shrinking it meanwhile."
  type = map(object({
    autoscaler = optional(string)
  }))
}

variable "workload_kind" {
  description = "What the workloads are to Kubernetes."
  type        = object({ api_version = string, kind = string })
  default     = { api_version = "argoproj.io/v1alpha1", kind = "Rollout" }
}

variable "namespace" {
  description = "The namespace of the workloads."
  type        = string
  default     = "mercato"
}

variable "target_percent" {
  description = "How much of what the other region ran in its busiest hour of the last day must run before traffic comes, in percent."
  type        = number
  default     = 100
}

variable "database" {
  description = "The Aurora global database, and its cluster in each region, by region."
  type = object({
    global_cluster_identifier = string
    cluster_arns              = map(string)
  })
}

variable "zone_id" {
  description = "The hosted zone of the origins' names."
  type        = string
}

variable "origins" {
  description = "The host names that traffic moves with, by label."
  type        = map(string)
}

variable "operators" {
  description = "Who may start and approve a switch: ARNs of roles or users. They must have signed in with a second factor. None: nobody but the account's administrators."
  type        = list(string)
  default     = []
}

variable "alarm_arns" {
  description = "The alarm that tells of each region's health, by region: the plan reports how long it took by them."
  type        = map(string)
  default     = {}
}

variable "recovery_time_objective_minutes" {
  description = "In how many minutes the other region is to sell. Ten are the floor with a warm standby."
  type        = number
  default     = 15
}

variable "timeout_minutes" {
  description = "How long each step may take before the plan stops and asks."
  type = object({
    approval = optional(number, 60)
    scaling  = optional(number, 15)
    database = optional(number, 15)
    traffic  = optional(number, 5)
  })
  default = {}
}
