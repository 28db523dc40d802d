variable "name" {
  description = "The cluster's name, and the prefix of its parts' names."
  type        = string
}

variable "region" {
  description = "The region; the end of the roles' names, because IAM is global."
  type        = string
}

variable "kubernetes_version" {
  description = "The control plane's minor version."
  type        = string

  validation {
    condition     = can(regex("^1\\.[0-9]{2}$", var.kubernetes_version))
    error_message = "A minor version such as 1.36."
  }
}

variable "support_type" {
  description = "At the end of standard support: STANDARD is upgraded by AWS, EXTENDED stays and costs six times as much."
  type        = string
  default     = "STANDARD"

  validation {
    condition     = contains(["STANDARD", "EXTENDED"], var.support_type)
    error_message = "STANDARD or EXTENDED."
  }
}

variable "deletion_protection" {
  description = "Whether deleting the cluster is refused."
  type        = bool
}

variable "vpc_id" {
  description = "The network."
  type        = string
}

variable "vpc_cidr" {
  description = "The network's addresses: what nodes may reach on any port."
  type        = string
}

variable "private_subnet_ids_by_zone" {
  description = "Availability zone -> the private subnet there. Each gets a node group."
  type        = map(string)

  validation {
    condition     = length(var.private_subnet_ids_by_zone) >= 2
    error_message = "EKS wants two zones, and so does whoever is woken when one fails."
  }
}

variable "public_access_cidrs" {
  description = "Addresses that reach the API from the internet. None: only from inside the network."
  type        = set(string)
  default     = []

  validation {
    condition     = !contains(var.public_access_cidrs, "0.0.0.0/0")
    error_message = "The API is never open to everybody."
  }
}

variable "administrators" {
  description = "IAM roles that may do everything in the cluster, by a name for the entry."
  type        = map(string)
  default     = {}
}

variable "viewers" {
  description = "IAM roles that may look at everything but secrets, by a name for the entry."
  type        = map(string)
  default     = {}
}

variable "cluster_key_arn" {
  description = "The KMS key for Kubernetes secrets and the nodes' disks."
  type        = string
}

variable "logs_key_arn" {
  description = "The KMS key for the control plane's logs."
  type        = string
}

variable "log_retention_days" {
  description = "How long the control plane's logs are kept."
  type        = number
}

variable "nodes" {
  description = "The nodes of each zone: how many, of which kind."
  type = object({
    instance_types  = list(string) # of the same size, in order of preference
    ami_type        = optional(string, "AL2023_x86_64_STANDARD")
    release_version = string # the node image, such as 1.36.4-20261003
    disk_gigabytes  = optional(number, 50)
    minimum         = number
    maximum         = number
    initial         = optional(number) # the minimum, if not given; then the autoscaler decides
  })

  validation {
    condition     = var.nodes.minimum >= 1 && var.nodes.maximum >= var.nodes.minimum
    error_message = "At least one node in each zone, and not more than the maximum."
  }

  validation {
    condition     = can(regex("^1\\.[0-9]{2}\\.[0-9]+-20[0-9]{6}$", var.nodes.release_version))
    error_message = "The image's release is pinned: 1.36.4-20261003."
  }

  validation {
    condition     = startswith(var.nodes.release_version, "${var.kubernetes_version}.")
    error_message = "The nodes' image must be of the control plane's minor version."
  }

  validation {
    condition     = startswith(var.nodes.ami_type, "AL2023_")
    error_message = "Amazon Linux 2023."
  }
}

variable "addon_versions" {
  description = "The EKS add-ons and their versions; `aws eks describe-addon-versions --kubernetes-version 1.36` lists them."
  type = object({
    vpc-cni            = string
    kube-proxy         = string
    coredns            = string
    aws-ebs-csi-driver = string
    metrics-server     = string
  })

  validation {
    condition     = alltrue([for version in values(var.addon_versions) : can(regex("^v[0-9]+\\.[0-9]+\\.[0-9]+-eksbuild\\.[0-9]+$", version))])
    error_message = "Versions are pinned to a build: v1.36.0-eksbuild.25."
  }

  validation {
    condition     = startswith(var.addon_versions.kube-proxy, "v${var.kubernetes_version}.")
    error_message = "kube-proxy must be of the control plane's minor version."
  }
}

variable "permissions_boundary" {
  description = "A policy that no role here may exceed; null for none."
  type        = string
  default     = null
}

variable "tags" {
  description = "Tags of the nodes, their disks and their network interfaces: an autoscaling group passes on no default tags."
  type        = map(string)
  default     = {}
}
