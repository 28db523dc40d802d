# One network: public subnets for load balancers and NAT, private ones for whatever runs, and data subnets,
# which no route leads out of.

locals {
  # The block in quarters. The first three are the private subnets, one a zone: with the VPC CNI every pod
  # takes an address of the network. The last quarter is cut in sixteen: public from 0, data from 4, and the
  # rest is free for what comes later. A third zone added later moves nothing.
  private_cidrs = { for index, zone in var.availability_zones : zone => cidrsubnet(var.cidr, 2, index) }
  public_cidrs  = { for index, zone in var.availability_zones : zone => cidrsubnet(var.cidr, 6, 48 + index) }
  data_cidrs    = { for index, zone in var.availability_zones : zone => cidrsubnet(var.cidr, 6, 52 + index) }

  zones     = toset(var.availability_zones)
  nat_zones = var.nat_gateways == "per_zone" ? local.zones : toset([var.availability_zones[0]])
}

resource "aws_vpc" "this" {
  cidr_block                           = var.cidr
  enable_dns_support                   = true
  enable_dns_hostnames                 = true # private names of endpoints need it
  enable_network_address_usage_metrics = true

  tags = { Name = var.name }
}

# What is launched without a security group or a network ACL of its own can speak to nobody.
resource "aws_default_security_group" "locked" {
  vpc_id = aws_vpc.this.id

  tags = { Name = "${var.name}-default-locked" }
}

resource "aws_default_network_acl" "locked" {
  default_network_acl_id = aws_vpc.this.default_network_acl_id

  tags = { Name = "${var.name}-default-locked" }
}

resource "aws_default_route_table" "locked" {
  default_route_table_id = aws_vpc.this.default_route_table_id
  route                  = []

  tags = { Name = "${var.name}-default-locked" }
}

resource "aws_subnet" "public" {
  for_each = local.public_cidrs

  vpc_id                  = aws_vpc.this.id
  availability_zone       = each.key
  cidr_block              = each.value
  map_public_ip_on_launch = false # load balancers and NAT bring their own

  tags = {
    Name                     = "${var.name}-public-${each.key}"
    tier                     = "public"
    "kubernetes.io/role/elb" = "1"
  }
}

resource "aws_subnet" "private" {
  for_each = local.private_cidrs

  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = each.value

  tags = {
    Name                              = "${var.name}-private-${each.key}"
    tier                              = "private"
    "kubernetes.io/role/internal-elb" = "1"
  }
}

resource "aws_subnet" "data" {
  for_each = local.data_cidrs

  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = each.value

  tags = {
    Name = "${var.name}-data-${each.key}"
    tier = "data"
  }
}
