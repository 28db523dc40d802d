module "region_switch" {
  source   = "../modules/region_switch"
  for_each = local.standbys

  name       = local.name
  account_id = var.account_id

  permissions_boundary_arn = "arn:aws:iam::${var.account_id}:policy/mercato-boundary" # of ../bootstrap

  regions = { primary = var.region, standby = var.peer_region }
  clusters = {
    for region, place in local.places : region => {
      name = place.cluster.name
      arn  = "arn:aws:eks:${region}:${var.account_id}:cluster/${place.cluster.name}"
    }
  }
  workloads = { for service in keys(local.topology.services) : service => { autoscaler = service } }
  database = {
    global_cluster_identifier = var.primary.data.global_database
    cluster_arns              = { for region, place in local.places : region => place.data.database_cluster_arn }
  }
  zone_id    = data.aws_route53_zone.public.zone_id
  origins    = module.dns.origin_names
  alarm_arns = module.dns.region_alarm_arns

  operators                       = var.region_switch.operators
  target_percent                  = var.region_switch.target_percent
  recovery_time_objective_minutes = var.region_switch.recovery_time_objective_minutes
}
