# The standby's cluster as AWS has it after it was promoted and left the global database, at the addresses
# that the module gives: promotion.tftest.hcl plans the module upon this state. The arguments that are here and
# differ from the module's are what promotion changes.

terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.69"
    }
  }
}

variable "global_cluster_identifier" {
  description = "Null when it left the global database; another one when it became the first of a new one."
  type        = string
  default     = null
}

variable "replication_source_identifier" {
  description = "What it replicates from: the new writer, when an old primary came back as a follower."
  type        = string
  default     = null
}

variable "size" {
  description = "How many instances it has."
  type        = object({ instances = number })
}

resource "aws_rds_cluster" "this" {
  cluster_identifier            = "mercato-prod"
  engine                        = "aurora-postgresql"
  engine_version                = "17.9" # upgraded in the meantime
  global_cluster_identifier     = var.global_cluster_identifier
  replication_source_identifier = var.replication_source_identifier
  source_region                 = null
  master_username               = "mercato_master"
  availability_zones            = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
  storage_encrypted             = true
  kms_key_id                    = "arn:aws:kms:eu-west-1:222222222222:key/mrk-data"
  skip_final_snapshot           = false
  final_snapshot_identifier     = "mercato-prod-final"
  deletion_protection           = true
}

resource "aws_rds_cluster_instance" "this" {
  for_each = toset([for number in range(var.size.instances) : "mercato-prod-${number + 1}"])

  identifier         = each.key
  cluster_identifier = aws_rds_cluster.this.id
  engine             = "aurora-postgresql"
  engine_version     = "17.9"
  instance_class     = "db.r8g.xlarge"
  availability_zone  = "eu-west-1a"
}
