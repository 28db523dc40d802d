# The nodes' security group is the pods' too. Inside the cluster, NetworkPolicies say who speaks to whom;
# load balancers are let in by the module that makes them.

resource "aws_security_group" "nodes" {
  name_prefix = "${var.name}-nodes-"
  description = "Nodes and pods of ${var.name}"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-nodes" }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "nodes_from_nodes" {
  security_group_id            = aws_security_group.nodes.id
  description                  = "Pods and nodes among themselves"
  referenced_security_group_id = aws_security_group.nodes.id
  ip_protocol                  = "-1"
}

# The kubelet, webhooks and aggregated APIs: they listen where their charts say, all above 1024.
resource "aws_vpc_security_group_ingress_rule" "nodes_from_api" {
  security_group_id            = aws_security_group.nodes.id
  description                  = "Kubelet, webhooks and aggregated APIs, from the control plane"
  referenced_security_group_id = aws_eks_cluster.this.vpc_config[0].cluster_security_group_id
  ip_protocol                  = "tcp"
  from_port                    = 1025
  to_port                      = 65535
}

resource "aws_vpc_security_group_egress_rule" "nodes_to_network" {
  security_group_id = aws_security_group.nodes.id
  description       = "Databases, caches, the resolver, endpoints: whatever is in the network"
  cidr_ipv4         = var.vpc_cidr
  ip_protocol       = "-1"
}

# AWS services, the payment provider, image registries and the repository that is deployed from.
resource "aws_vpc_security_group_egress_rule" "nodes_to_internet" {
  security_group_id = aws_security_group.nodes.id
  description       = "HTTPS to the internet"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_vpc_security_group_ingress_rule" "api_from_nodes" {
  security_group_id            = aws_eks_cluster.this.vpc_config[0].cluster_security_group_id
  description                  = "The Kubernetes API, from nodes and pods"
  referenced_security_group_id = aws_security_group.nodes.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}
