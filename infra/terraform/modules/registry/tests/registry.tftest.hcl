mock_provider "aws" {}

variables {
  repositories = ["catalog", "cart"]
  region       = "eu-central-1"
  key_arn      = "arn:aws:kms:eu-central-1:111111111111:key/1"
  account_id   = "111111111111"
}

run "tags_cannot_be_moved_and_images_are_encrypted_and_scanned" {
  command = plan

  assert {
    condition     = toset([for each in aws_ecr_repository.this : each.name]) == toset(["mercato/catalog", "mercato/cart"])
    error_message = "One repository for each image."
  }
  assert {
    condition     = alltrue([for each in aws_ecr_repository.this : each.image_tag_mutability == "IMMUTABLE"])
    error_message = "A tag that moves makes a signature worthless."
  }
  assert {
    condition = alltrue([
      for each in aws_ecr_repository.this : each.image_scanning_configuration[0].scan_on_push && each.encryption_configuration[0].kms_key == var.key_arn
    ])
    error_message = "Images are scanned, and encrypted with our key."
  }
  assert {
    condition     = length(aws_ecr_replication_configuration.this) == 0 && length(aws_ecr_registry_policy.this) == 0
    error_message = "Nothing is copied unless asked."
  }
}

run "images_go_to_the_other_account_and_region" {
  command = plan

  variables {
    replicas = [
      { region = "eu-central-1", account_id = "222222222222" },
      { region = "eu-west-1", account_id = "222222222222" },
    ]
  }

  assert {
    condition = [
      for each in aws_ecr_replication_configuration.this["this"].replication_configuration[0].rule[0].destination : "${each.registry_id}/${each.region}"
    ] == ["222222222222/eu-central-1", "222222222222/eu-west-1"]
    error_message = "Each image is copied to each replica."
  }
}

run "only_the_building_account_may_copy_into_a_registry" {
  command = plan

  variables {
    sources = ["333333333333"]
  }

  assert {
    condition     = jsondecode(aws_ecr_registry_policy.this["this"].policy).Statement[0].Principal.AWS == ["arn:aws:iam::333333333333:root"]
    error_message = "Somebody else may copy images here."
  }
}
