mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
}

variables {
  name                 = "mercato-prod"
  region               = "eu-central-1"
  account_id           = "111111111111"
  cidr                 = "10.30.0.0/16"
  availability_zones   = ["eu-central-1a", "eu-central-1b", "eu-central-1c"]
  nat_gateways         = "per_zone"
  interface_endpoints  = ["sts", "ecr.api", "sqs"]
  flow_logs_bucket_arn = "arn:aws:s3:::mercato-prod-access-logs-111111111111-eu-central-1"
}

run "production_spreads_over_three_zones" {
  assert {
    condition = alltrue([
      for tier in [aws_subnet.public, aws_subnet.private, aws_subnet.data] :
      toset([for subnet in tier : subnet.availability_zone]) == toset(var.availability_zones)
    ])
    error_message = "Each tier must have a subnet in each zone."
  }
  assert {
    condition = length(distinct(concat(
      [for subnet in aws_subnet.public : subnet.cidr_block],
      [for subnet in aws_subnet.private : subnet.cidr_block],
      [for subnet in aws_subnet.data : subnet.cidr_block],
    ))) == 9
    error_message = "No two subnets may share a block."
  }
  assert {
    condition = (
      aws_subnet.private["eu-central-1c"].cidr_block == "10.30.128.0/18" &&
      aws_subnet.public["eu-central-1a"].cidr_block == "10.30.192.0/22" &&
      aws_subnet.data["eu-central-1a"].cidr_block == "10.30.208.0/22"
    )
    error_message = "The address plan of a network that exists must not change."
  }
  assert {
    condition     = length(aws_nat_gateway.this) == 3 && length(output.nat_public_ips) == 3
    error_message = "Each zone needs its own way out."
  }
  assert {
    condition = alltrue([
      for zone in var.availability_zones :
      aws_route.private_to_nat[zone].nat_gateway_id == aws_nat_gateway.this[zone].id
    ])
    error_message = "A zone must leave by its own NAT gateway."
  }
}

run "one_nat_gateway_serves_all_zones_where_that_is_enough" {
  variables {
    nat_gateways       = "single"
    availability_zones = ["eu-central-1a", "eu-central-1b"]
  }
  assert {
    condition     = keys(aws_nat_gateway.this) == ["eu-central-1a"]
    error_message = "One gateway, in the first zone."
  }
  assert {
    condition = alltrue([
      for route in aws_route.private_to_nat : route.nat_gateway_id == aws_nat_gateway.this["eu-central-1a"].id
    ]) && length(aws_route.private_to_nat) == 2
    error_message = "Both zones must leave by the only gateway."
  }
}

run "data_subnets_have_no_way_out" {
  assert {
    condition     = length(aws_route_table.data.route) == 0
    error_message = "The data tier's table must hold no route."
  }
  assert {
    condition = alltrue([
      for route in concat([aws_route.public_to_internet], values(aws_route.private_to_nat)) :
      route.route_table_id != aws_route_table.data.id
    ])
    error_message = "No route may be added to the data tier's table."
  }
  assert {
    condition = alltrue([
      for association in aws_route_table_association.data : association.route_table_id == aws_route_table.data.id
    ]) && length(aws_route_table_association.data) == 3
    error_message = "Every data subnet must use the table without routes."
  }
  assert {
    condition = alltrue([
      for endpoint in aws_vpc_endpoint.gateway : !contains(endpoint.route_table_ids, aws_route_table.data.id)
    ])
    error_message = "A gateway endpoint is a way out too."
  }
  assert {
    condition = alltrue([
      for rule in concat(tolist(aws_network_acl.tier["data"].ingress), tolist(aws_network_acl.tier["data"].egress)) :
      rule.cidr_block == var.cidr
    ])
    error_message = "The data tier speaks to the network only."
  }
}

run "what_comes_with_a_network_is_locked" {
  assert {
    condition = (
      length(aws_default_security_group.locked.ingress) == 0 && length(aws_default_security_group.locked.egress) == 0 &&
      length(aws_default_network_acl.locked.ingress) == 0 && length(aws_default_network_acl.locked.egress) == 0 &&
      length(aws_default_route_table.locked.route) == 0
    )
    error_message = "Default security group, ACL and route table must let nothing through."
  }
  assert {
    condition     = alltrue([for subnet in aws_subnet.public : !subnet.map_public_ip_on_launch])
    error_message = "Nothing gets a public address by being launched."
  }
  assert {
    condition = (
      length([for rule in aws_network_acl.tier["private"].ingress : rule if rule.cidr_block == "0.0.0.0/0" && rule.action == "allow" && rule.protocol != "icmp" && rule.from_port < 1024]) == 0
    )
    error_message = "From outside, a private subnet takes answers only."
  }
}

run "flow_logs_are_parquet_in_the_logs_bucket" {
  assert {
    condition = (
      aws_flow_log.this.traffic_type == "ALL" &&
      startswith(aws_flow_log.this.log_destination, var.flow_logs_bucket_arn) &&
      aws_flow_log.this.destination_options[0].file_format == "parquet"
    )
    error_message = "All traffic, as Parquet, in the bucket given."
  }
}

run "endpoints_serve_this_account_only" {
  assert {
    condition     = toset(keys(aws_vpc_endpoint.interface)) == var.interface_endpoints && toset(keys(aws_vpc_endpoint.gateway)) == toset(["s3", "dynamodb"])
    error_message = "The endpoints asked for, and the two that cost nothing."
  }
  assert {
    condition = alltrue([
      for service, document in data.aws_iam_policy_document.endpoint :
      toset([for condition in document.statement[0].condition : "${condition.variable}=${join(",", condition.values)}"]) ==
      toset(["aws:PrincipalAccount=111111111111", "aws:ResourceAccount=111111111111"])
    ])
    error_message = "Every endpoint must ask for our callers and our things."
  }
  assert {
    condition = (
      tolist(data.aws_iam_policy_document.endpoint["sts"].statement)[1].actions == toset(["sts:AssumeRoleWithWebIdentity"]) &&
      tolist(data.aws_iam_policy_document.endpoint["sts"].statement)[1].resources == toset(["arn:aws:iam::111111111111:role/*"])
    )
    error_message = "Pods must be able to become our roles, and nobody else's."
  }
  assert {
    condition = tolist(data.aws_iam_policy_document.endpoint["s3"].statement)[1].resources == toset([
      "arn:aws:s3:::prod-eu-central-1-starport-layer-bucket/*",
      "arn:aws:s3:::prod-registry-k8s-io-eu-central-1/*",
      "arn:aws:s3:::al2023-repos-eu-central-1-de612dc2/*",
    ]) && tolist(data.aws_iam_policy_document.endpoint["s3"].statement)[1].actions == toset(["s3:GetObject"])
    error_message = "Layers and packages must be readable, and nothing of others' else."
  }
  assert {
    condition     = length(data.aws_iam_policy_document.endpoint["sqs"].statement) == 1
    error_message = "Only what needs an exception has one."
  }
  assert {
    condition = alltrue([
      for endpoint in aws_vpc_endpoint.interface :
      endpoint.private_dns_enabled && length(endpoint.subnet_ids) == 3
    ])
    error_message = "Endpoints stand in every zone under the service's usual name."
  }
}

run "a_zone_of_another_region_is_refused" {
  command = plan
  variables {
    availability_zones = ["eu-west-1a", "eu-west-1b"]
  }
  expect_failures = [var.availability_zones]
}

run "a_single_zone_is_refused" {
  command = plan
  variables {
    availability_zones = ["eu-central-1a"]
  }
  expect_failures = [var.availability_zones]
}

run "a_block_that_is_too_small_is_refused" {
  command = plan
  variables {
    cidr = "10.30.0.0/24"
  }
  expect_failures = [var.cidr]
}
