module "network" {
  source = "../modules/network"

  name                 = local.name
  region               = var.region
  account_id           = var.account_id
  cidr                 = var.network.cidr
  availability_zones   = var.network.availability_zones
  nat_gateways         = var.network.nat_gateways
  interface_endpoints  = var.network.interface_endpoints
  flow_logs_bucket_arn = "arn:aws:s3:::${module.access_logs.id}" # known once its policy lets flow logs in
}

# The zone exists before us: it is where the shop's name is delegated to.
data "aws_route53_zone" "public" {
  name         = var.domain
  private_zone = false
}
