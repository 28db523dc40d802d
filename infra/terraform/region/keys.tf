# The primary owns the keys and their replicas; the standby finds its own by alias.

module "keys" {
  source   = "../modules/keys"
  for_each = local.is_primary ? { this = true } : {}

  name           = local.name
  account_id     = var.account_id
  replica_region = var.peer_region
}

locals {
  key_purposes = toset(["data", "messages", "objects", "secrets", "logs", "cluster", "functions"])

  key_arns = (
    local.is_primary ? module.keys["this"].arns :
    { for purpose, alias in data.aws_kms_alias.replica : purpose => alias.target_key_arn }
  )
  replica_key_arns = (
    var.peer_region == null ? { for purpose in local.key_purposes : purpose => null } :
    local.is_primary ? module.keys["this"].replica_arns :
    { for purpose, arn in local.key_arns : purpose => replace(arn, var.region, var.peer_region) }
  )
}

data "aws_kms_alias" "replica" {
  for_each = local.is_primary ? [] : local.key_purposes

  name = "alias/${local.name}-${each.key}"
}
