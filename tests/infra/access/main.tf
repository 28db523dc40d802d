# Every process' policy as a region makes it, with nothing else around: planned in seconds, and whole.

terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.69"
    }
  }
}

provider "aws" {
  region = local.region
}

locals {
  region   = "eu-central-1"
  account  = "222222222222"
  name     = "mercato-prod"
  topology = yamldecode(file("${path.module}/../../../infra/topology.yaml"))
  access   = yamldecode(file("${path.module}/../../../infra/access.yaml"))

  handlers = merge([
    for function, handlers in local.access.functions :
    { for handler, statements in handlers : "${function}.${handler}" => statements }
  ]...)

  arns = {
    topics             = { for name in keys(local.topology.topics) : name => "arn:aws:sns:${local.region}:${local.account}:${local.name}-${name}" }
    queues             = { for name in keys(local.topology.queues) : name => "arn:aws:sqs:${local.region}:${local.account}:${local.name}-${name}" }
    dead_letter_queues = { for name in keys(local.topology.queues) : name => "arn:aws:sqs:${local.region}:${local.account}:${local.name}-${name}-dlq" }
    tables             = { for name in keys(local.topology.tables) : name => "arn:aws:dynamodb:${local.region}:${local.account}:table/${local.name}-${name}" }
    streams            = { for name in keys(local.topology.streams) : name => "arn:aws:kinesis:${local.region}:${local.account}:stream/${local.name}-${name}" }
    delivery_streams   = { for name in keys(local.topology.delivery_streams) : name => "arn:aws:firehose:${local.region}:${local.account}:deliverystream/${local.name}-${name}" }
    buckets            = { for name in keys(local.topology.buckets) : name => "arn:aws:s3:::${local.name}-${name}-${local.account}-${local.region}" }
    secrets            = { for name in ["contact", "service-token"] : name => "arn:aws:secretsmanager:${local.region}:${local.account}:secret:${local.name}/${name}-??????" }
    user_pool          = { customers = "arn:aws:cognito-idp:${local.region}:${local.account}:userpool/${local.region}_Abc" }
    search             = { indices = "arn:aws:es:${local.region}:${local.account}:domain/${local.name}/*" }
    email = {
      identity          = "arn:aws:ses:${local.region}:${local.account}:identity/shop.example.com"
      configuration_set = "arn:aws:ses:${local.region}:${local.account}:configuration-set/${local.name}-notifications"
    }
    push_application = { application = "arn:aws:sns:${local.region}:${local.account}:app/GCM/${local.name}-customers" }
    push_endpoints   = { endpoints = "arn:aws:sns:${local.region}:${local.account}:endpoint/GCM/${local.name}-customers/*" }
  }
}

module "workload_roles" {
  source = "../../../infra/terraform/modules/workload_roles"

  name              = local.name
  region            = local.region
  services          = local.access.services
  arns              = local.arns
  oidc_provider_arn = "arn:aws:iam::${local.account}:oidc-provider/oidc.eks.${local.region}.amazonaws.com/id/ABC"
  oidc_issuer       = "oidc.eks.${local.region}.amazonaws.com/id/ABC"
}

module "handler_access" {
  source   = "../../../infra/terraform/modules/access_policy"
  for_each = local.handlers

  statements = each.value
  arns       = local.arns
}

output "arns" {
  description = "The ARNs that policies may name."
  value       = local.arns
}

output "handler_policies" {
  description = "The policy document of each function's handler."
  value       = { for handler, policy in module.handler_access : handler => policy.json }
}
