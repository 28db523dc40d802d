# The role that S3 copies objects to the other region with: it reads here, writes there, and nothing else.

locals {
  keys         = toset(compact([for bucket in var.buckets : bucket.key_arn]))
  replica_keys = toset(compact([for bucket in var.buckets : bucket.replica_key_arn]))

  statements = concat(
    [
      {
        Sid      = "ReadHere"
        Effect   = "Allow"
        Action   = ["s3:GetReplicationConfiguration", "s3:ListBucket"]
        Resource = sort([for bucket in var.buckets : bucket.source_arn])
      },
      {
        Sid      = "ReadVersionsHere"
        Effect   = "Allow"
        Action   = ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"]
        Resource = sort([for bucket in var.buckets : "${bucket.source_arn}/*"])
      },
      {
        Sid      = "WriteThere"
        Effect   = "Allow"
        Action   = ["s3:ReplicateObject", "s3:ReplicateTags"]
        Resource = sort([for bucket in var.buckets : "${bucket.destination_arn}/*"])
      },
    ],
    [for key in local.keys : {
      Sid       = "DecryptHere"
      Effect    = "Allow"
      Action    = ["kms:Decrypt"]
      Resource  = [key]
      Condition = { StringEquals = { "kms:ViaService" = "s3.${var.region}.amazonaws.com" } }
    }],
    [for key in local.replica_keys : {
      Sid       = "EncryptThere"
      Effect    = "Allow"
      Action    = ["kms:Encrypt", "kms:GenerateDataKey"]
      Resource  = [key]
      Condition = { StringEquals = { "kms:ViaService" = "s3.${var.replica_region}.amazonaws.com" } }
    }],
  )
}

resource "aws_iam_role" "this" {
  name                 = "${var.name}-replication-${var.region}"
  description          = "S3 copies new objects from ${var.region} to ${var.replica_region} with it."
  permissions_boundary = var.permissions_boundary_arn
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "s3.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = { "aws:SourceAccount" = var.account_id }
        ArnLike      = { "aws:SourceArn" = sort([for bucket in var.buckets : bucket.source_arn]) }
      }
    }]
  })
}

resource "aws_iam_role_policy" "this" {
  name   = "replication"
  role   = aws_iam_role.this.id
  policy = jsonencode({ Version = "2012-10-17", Statement = local.statements })
}
