# Network ACLs are the second fence, for the day a security group is too wide. They keep no state, so the
# answers to what went out (ports 1024 and above) must be let in.

locals {
  inside    = { protocol = "-1", from_port = 0, to_port = 0, cidr_block = var.cidr }
  anywhere  = { protocol = "-1", from_port = 0, to_port = 0, cidr_block = "0.0.0.0/0" }
  https     = { protocol = "tcp", from_port = 443, to_port = 443, cidr_block = "0.0.0.0/0" }
  answers   = { protocol = "tcp", from_port = 1024, to_port = 65535, cidr_block = "0.0.0.0/0" }
  no_remote = { protocol = "tcp", from_port = 3389, to_port = 3389, cidr_block = "0.0.0.0/0", action = "deny" }
  # "Fragmentation needed": without it, large packets vanish on paths with a smaller maximum.
  too_large = { protocol = "icmp", from_port = 0, to_port = 0, cidr_block = "0.0.0.0/0", icmp_type = 3, icmp_code = 4 }

  # Tier -> its rules in order. Nothing outside a data subnet but the network itself is spoken to.
  acls = {
    public = {
      subnets = aws_subnet.public
      ingress = [local.inside, local.no_remote, local.https, local.answers, local.too_large]
      egress  = [local.anywhere]
    }
    private = {
      subnets = aws_subnet.private
      ingress = [local.inside, local.no_remote, local.answers, local.too_large]
      egress  = [local.anywhere]
    }
    data = {
      subnets = aws_subnet.data
      ingress = [local.inside]
      egress  = [local.inside]
    }
  }
}

resource "aws_network_acl" "tier" {
  for_each = local.acls

  vpc_id     = aws_vpc.this.id
  subnet_ids = [for subnet in each.value.subnets : subnet.id]

  dynamic "ingress" {
    for_each = each.value.ingress
    iterator = rule

    content {
      rule_no    = (rule.key + 1) * 100
      action     = try(rule.value.action, "allow")
      protocol   = rule.value.protocol
      from_port  = rule.value.from_port
      to_port    = rule.value.to_port
      cidr_block = rule.value.cidr_block
      icmp_type  = try(rule.value.icmp_type, null)
      icmp_code  = try(rule.value.icmp_code, null)
    }
  }

  dynamic "egress" {
    for_each = each.value.egress
    iterator = rule

    content {
      rule_no    = (rule.key + 1) * 100
      action     = "allow"
      protocol   = rule.value.protocol
      from_port  = rule.value.from_port
      to_port    = rule.value.to_port
      cidr_block = rule.value.cidr_block
    }
  }

  tags = { Name = "${var.name}-${each.key}" }
}
