variable "environment" {
  description = "dev, stage or prod."
  type        = string

  validation {
    condition     = contains(["dev", "stage", "prod"], var.environment)
    error_message = "The environment is dev, stage or prod."
  }
}

variable "role" {
  description = "Whether this region is the primary one, or the warm standby that takes over from it."
  type        = string
  default     = "primary"

  validation {
    condition     = contains(["primary", "standby"], var.role)
    error_message = "The role is primary or standby."
  }
}

variable "account_id" {
  description = "The AWS account that this environment lives in; Terraform refuses to touch another."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "An AWS account id has twelve digits."
  }
}

variable "region" {
  description = "The region that is created here."
  type        = string
}

variable "peer_region" {
  description = "The other region of this environment: the standby's for the primary and the reverse. Null where there is only one."
  type        = string
  default     = null
}

variable "owner" {
  description = "The team that answers for all of it; a tag."
  type        = string
  default     = "shop-platform"
}

variable "domain" {
  description = "The shop's host name, such as shop.example.com. A hosted zone of this name exists already."
  type        = string
}

variable "functions_deployed" {
  description = "Whether `chalice deploy` has run here once: only then can Cognito be told to call functions."
  type        = bool
  default     = false
}

variable "log_retention_days" {
  description = "How long CloudWatch keeps logs."
  type        = number
  default     = 30
}

variable "network" {
  description = "The network's addresses (unlike any other environment's or region's), its zones, its ways out and in."
  type = object({
    cidr                = string
    availability_zones  = list(string)
    nat_gateways        = string                    # per_zone or single
    interface_endpoints = optional(set(string), []) # services reached inside the network
  })
}

variable "peer_deployed" {
  description = "Whether the peer region was applied once: only then can S3 be told to copy buckets to it."
  type        = bool
  default     = false
}

variable "storage" {
  description = "Buckets: whether they may be destroyed with what is in them, and how long requests' logs are kept, in days."
  type = object({
    force_destroy   = optional(bool, false)
    access_log_days = optional(number, 90)
  })
  default = {}
}

variable "streaming" {
  description = "Shards of each Kinesis stream (1,000 events a second each); null: on demand."
  type        = object({ shards = optional(number) })
  default     = {}
}

variable "dmarc" {
  description = "What receivers shall do with mail in our name that is not ours (none, quarantine, reject), and the address that gets their reports."
  type        = object({ policy = optional(string, "quarantine"), reports = optional(string) })
  default     = {}
}

variable "push_credential" {
  description = "The platform's credential for push messages (GCM: a service account's JSON), by TF_VAR_push_credential. Null: no push."
  type        = string
  default     = null
  sensitive   = true
}

variable "cluster" {
  description = "The Kubernetes cluster: its versions, who may speak to it, how many nodes each zone has."
  type = object({
    kubernetes_version  = string
    support_type        = optional(string, "STANDARD")
    deletion_protection = optional(bool, true)
    public_access_cidrs = optional(set(string), []) # none: only from inside the network
    administrators      = optional(map(string), {}) # name -> IAM role, beside the pipeline's
    viewers             = optional(map(string), {})
    nodes = object({ # of each zone
      instance_types  = list(string)
      release_version = string
      disk_gigabytes  = optional(number, 50)
      minimum         = number
      maximum         = number
    })
    addon_versions = object({
      vpc-cni            = string
      kube-proxy         = string
      coredns            = string
      aws-ebs-csi-driver = string
      metrics-server     = string
    })
  })
}

variable "load_balancers" {
  description = "Whether load balancers may be deleted; and, while x-origin-verify is being changed, whether its old value is taken."
  type = object({
    deletion_protection           = optional(bool, true)
    accept_previous_origin_secret = optional(bool, false)
  })
  default = {}
}

variable "data_protected" {
  description = "Whether data stores and backups may not be deleted, leave a last snapshot, and change only in their maintenance windows."
  type        = bool
  default     = true
}

variable "database" {
  description = "Aurora: how large, whether part of a global database, how far back it can be restored. See modules/aurora."
  type = object({
    engine_version        = optional(string, "17.7")
    global                = bool
    backup_retention_days = number
    storage_type          = optional(string)
    slow_statement_ms     = optional(number, 500)
    insights = optional(object({
      mode           = string
      retention_days = number
    }), { mode = "standard", retention_days = 7 })
    size = object({
      instances      = number
      instance_class = optional(string, "db.r8g.large")
      serverless = optional(object({
        min_capacity = number
        max_capacity = number
      }))
    })
  })
}

variable "tables" {
  description = "DynamoDB: limits in request units per second, and how far back it can be restored. See modules/tables."
  type = object({
    recovery_days        = optional(number, 35)
    contributor_insights = optional(bool, false)
    default_limit        = optional(object({ read = number, write = number }), { read = 2000, write = 1000 })
    limits               = optional(map(object({ read = number, write = number })), {})
  })
  default = {}
}

variable "cache" {
  description = "Valkey: type and number of nodes. See modules/cache."
  type = object({
    engine_version = optional(string, "8.1")
    node_type      = string
    nodes          = number
    snapshot_days  = optional(number, 1)
  })
}

variable "search" {
  description = "OpenSearch: data nodes, zones, disks, dedicated masters. See modules/search_domain."
  type = object({
    engine_version = optional(string, "OpenSearch_2.19")
    size = object({
      instance_type         = string
      instances             = number
      zones                 = number
      volume_gib            = number
      dedicated_master_type = optional(string)
    })
  })
}

variable "backup" {
  description = "Whether backups are taken here (in a standby only once it has taken over), when, for how long, and whether restoring is tried. See modules/backup."
  type = object({
    taken = bool
    rules = optional(map(object({ schedule = string, days = number })), {
      daily   = { schedule = "cron(0 5 * * ? *)", days = 35 }
      monthly = { schedule = "cron(0 7 1 * ? *)", days = 400 }
    })
    lock = optional(object({
      min_retention_days  = number
      max_retention_days  = number
      changeable_for_days = optional(number)
    }))
    restore_test = optional(object({
      schedule    = string
      window_days = number
      hours       = number
    }))
  })
}

variable "secrets" {
  description = "Whether and when databases' passwords change by themselves, which secrets were renewed by hand (raise a number, from 1), and how long a deleted one can be had back."
  type = object({
    rotated              = optional(bool, true)
    rotation_schedule    = optional(string, "cron(0 2 1 * ? *)")
    versions             = optional(map(number), {})
    recovery_window_days = optional(number, 30)
  })
  default = {}
}

variable "lake" {
  description = "The lake: what its databases' names begin with, the day of the first order (history included), when its tables are built (UTC), on how many workers, how much one query may read, and how long what is kept."
  type = object({
    first_day            = string
    database_prefix      = optional(string, "")
    cron                 = optional(string, "cron(30 2 * * ? *)")
    scan_limit_gigabytes = optional(number, 100)
    workers = optional(object({
      type            = optional(string)
      number          = optional(number)
      execution_class = optional(string)
    }), {})
    retention_days = optional(object({ raw = optional(number), errors = optional(number, 90), results = optional(number, 7) }), {})
  })
}

variable "lake_code_version" {
  description = "Which code the lake's jobs run: what `mercato lake publish --version-only` prints."
  type        = string
  default     = "unpublished"
}

variable "identity" {
  description = "Whether the user pool cannot be deleted, and whether leaked passwords are looked for (Cognito's Plus tier). See modules/identity."
  type = object({
    deletion_protection = optional(bool, true)
    threat_protection   = optional(bool, false)
  })
  default = {}
}

variable "runbooks_url" {
  description = "Where docs/runbooks can be read, with the slash at its end: alarms name their runbook by it."
  type        = string
  default     = "https://runbooks.example.com/"

  validation {
    condition     = startswith(var.runbooks_url, "https://") && endswith(var.runbooks_url, "/")
    error_message = "An https address with a slash at its end."
  }
}

variable "observability" {
  description = "Who is told of what. `serving`: whether customers are served here, where that is not what `role` says (after a failover)."
  type = object({
    subscribers       = optional(map(list(object({ protocol = string, endpoint = string }))), { page = [], ticket = [] })
    paging            = optional(bool, false)     # a page wakes somebody; else it is a ticket too
    slo_alarms        = optional(bool, true)      # about $60 a month
    serving           = optional(bool)            # null: the primary serves
    skipped_alarms    = optional(set(string), []) # of infra/alarms.yaml
    thresholds        = optional(map(number), {}) # by alarm: what depends on how large a thing is
    trace_sample_rate = optional(number, 0.05)    # of requests to functions
  })
  default = {}
}

variable "quicksight" {
  description = "Dashboards: whether there are any (somebody must have subscribed the account to QuickSight before), the currency that they begin with, and who is in which group."
  type = object({
    enabled   = optional(bool, false)
    namespace = optional(string, "default")
    currency  = optional(string, "EUR")
    members   = optional(map(list(string)), {})
  })
  default = {}
}

variable "functions" {
  description = "Lambda functions: how many copies of one are set aside for it and are its most (by <application>.<handler>), and from which level on they log."
  type = object({
    reserved_concurrency = optional(map(number), {})
    log_level            = optional(string, "INFO")
  })
  default = {}

  validation {
    condition     = contains(["DEBUG", "INFO", "WARNING", "ERROR"], var.functions.log_level)
    error_message = "DEBUG, INFO, WARNING or ERROR."
  }
}
