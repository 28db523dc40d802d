# In: the callers, by HTTPS. Out: the pods' port, and nothing else.

resource "aws_security_group" "this" {
  name_prefix = "${var.name}-"
  description = "The load balancer ${var.name}"
  vpc_id      = var.vpc_id

  tags = { Name = var.name }

  lifecycle {
    create_before_destroy = true
  }
}

# CloudFront's prefix list counts as 55 of the 60 rules that a security group has: there is room for one.
resource "aws_vpc_security_group_ingress_rule" "callers" {
  for_each = var.callers

  security_group_id            = aws_security_group.this.id
  description                  = "HTTPS from ${each.key}"
  referenced_security_group_id = each.value.security_group_id
  prefix_list_id               = each.value.prefix_list_id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

resource "aws_vpc_security_group_egress_rule" "to_pods" {
  security_group_id            = aws_security_group.this.id
  description                  = "Pods of services"
  referenced_security_group_id = var.target_security_group_id
  ip_protocol                  = "tcp"
  from_port                    = var.target_port
  to_port                      = var.target_port
}

resource "aws_vpc_security_group_ingress_rule" "pods_from_load_balancer" {
  security_group_id            = var.target_security_group_id
  description                  = "Requests from ${var.name}"
  referenced_security_group_id = aws_security_group.this.id
  ip_protocol                  = "tcp"
  from_port                    = var.target_port
  to_port                      = var.target_port
}
