# What refers to functions that Chalice has deployed, for one region: their queues, their REST APIs' stages and host
# name, who may call them. Applied after `chalice deploy`; what functions run as is ../region.

locals {
  topology = yamldecode(file("${path.module}/../../topology.yaml"))

  name       = "mercato-${var.environment}"
  is_primary = var.role == "primary"
  tags = {
    project     = "mercato"
    environment = var.environment
    role        = var.role
    managed-by  = "terraform"
    owner       = var.owner
  }

  functions = module.function_names.functions # by <application>.<handler>: {app, handler, function_name}
  function_arns = {
    for key, each in local.functions :
    key => "arn:aws:lambda:${var.region}:${var.account_id}:function:${each.function_name}"
  }
}

module "function_names" {
  source = "../modules/function_names"

  topology    = local.topology
  environment = var.environment
  role        = var.role
}
