# What brings events into the lake: Firehose, whose functions Chalice has deployed.

module "delivery_streams" {
  source = "../modules/delivery_streams"

  name                     = local.name
  region                   = var.region
  account_id               = var.account_id
  permissions_boundary_arn = "arn:aws:iam::${var.account_id}:policy/mercato-boundary"
  delivery_streams         = local.topology.delivery_streams
  function_arns            = local.function_arns
  lake_bucket              = "${local.name}-lake-${var.account_id}-${var.region}"
  raw_database             = "${var.lake.database_prefix}raw"
  log_retention_days       = var.log_retention_days

  key_arns = {
    messages = var.key_arns["messages"]
    objects  = var.key_arns["objects"]
    logs     = var.key_arns["logs"]
  }
}
