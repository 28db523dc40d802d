# What stands before both regions of an environment: the distribution and its web ACL, the names, the plan by which
# one region takes over from the other. Applied when the regions stand and functions are deployed; the standby may
# come later.

locals {
  topology   = yamldecode(file("${path.module}/../../topology.yaml"))
  behaviours = yamldecode(file("${path.module}/../../edge/behaviours.yaml"))

  name = "mercato-${var.environment}"
  tags = {
    project     = "mercato"
    environment = var.environment
    role        = "global"
    managed-by  = "terraform"
    owner       = var.owner
  }

  standbys = var.standby == null ? {} : { standby = var.standby } # for each of the one, or none
  regions  = { primary = var.region, standby = var.standby == null ? null : var.peer_region }
  places = merge(
    { (var.region) = var.primary },
    { for _, place in local.standbys : var.peer_region => place },
  )
}

# It exists before us: it is where the shop's name is delegated to.
data "aws_route53_zone" "public" {
  name         = var.domain
  private_zone = false
}

# What load balancer and APIs know the edge by. Secrets Manager makes it (../region); here it ends up in the
# distribution's settings, and so in the state, which is encrypted: CloudFront takes it in no other way.
data "aws_secretsmanager_secret_version" "origin_verify" {
  secret_id = "${local.name}/origin-verify"
}
