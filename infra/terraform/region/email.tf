module "email" {
  source = "../modules/email"

  name               = local.name
  region             = var.region
  domain             = var.domain
  zone_id            = data.aws_route53_zone.public.zone_id
  sender             = replace(local.topology.email.sender, local.topology.email.identity, var.domain)
  configuration_set  = local.topology.email.configuration_set
  feedback_topic_arn = module.messaging.topic_arns[local.topology.email.feedback]
  domain_records     = local.is_primary
  dmarc              = var.dmarc
}
