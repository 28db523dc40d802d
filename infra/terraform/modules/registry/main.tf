resource "aws_ecr_repository" "this" {
  for_each = var.repositories

  region               = var.region
  name                 = "mercato/${each.key}"
  image_tag_mutability = "IMMUTABLE" # what was signed and tested is what runs

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = var.key_arn
  }
  image_scanning_configuration {
    scan_on_push = true
  }
}

resource "aws_ecr_lifecycle_policy" "this" {
  for_each = aws_ecr_repository.this

  region     = var.region
  repository = each.value.name
  policy = jsonencode({
    rules = [
      {
        rulePriority = 1
        description  = "Layers of failed pushes"
        selection    = { tagStatus = "untagged", countType = "sinceImagePushed", countUnit = "days", countNumber = 7 }
        action       = { type = "expire" }
      },
      {
        rulePriority = 2
        description  = "Old images"
        selection    = { tagStatus = "any", countType = "imageCountMoreThan", countNumber = var.kept_images }
        action       = { type = "expire" }
      },
    ]
  })
}

# Scanned when pushed, and again when a vulnerability becomes known.
resource "aws_ecr_registry_scanning_configuration" "this" {
  region    = var.region
  scan_type = "ENHANCED"

  rule {
    scan_frequency = "CONTINUOUS_SCAN"

    repository_filter {
      filter      = "mercato/*"
      filter_type = "WILDCARD"
    }
  }
}

# Built once, in one account: the others, and the standby region, get the same digests.
resource "aws_ecr_replication_configuration" "this" {
  for_each = length(var.replicas) == 0 ? {} : { this = var.replicas }

  region = var.region

  replication_configuration {
    rule {
      dynamic "destination" {
        for_each = each.value

        content {
          region      = destination.value.region
          registry_id = destination.value.account_id
        }
      }
      repository_filter {
        filter      = "mercato/"
        filter_type = "PREFIX_MATCH"
      }
    }
  }
}

resource "aws_ecr_registry_policy" "this" {
  for_each = length(var.sources) == 0 ? {} : { this = var.sources }

  region = var.region
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "CopiesFromWhereImagesAreBuilt"
      Effect    = "Allow"
      Principal = { AWS = [for account in each.value : "arn:aws:iam::${account}:root"] }
      Action    = ["ecr:CreateRepository", "ecr:ReplicateImage"]
      Resource  = "arn:aws:ecr:${var.region}:${var.account_id}:repository/mercato/*"
    }]
  })
}
