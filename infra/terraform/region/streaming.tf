module "streams" {
  source = "../modules/streams"

  name    = local.name
  streams = local.topology.streams
  shards  = var.streaming.shards
  key_arn = local.key_arns.messages
}
