# The nodes: one group per zone. Pods must spread over zones, and the autoscaler can only add a node where
# one is missing if a group is a zone; a group over several zones would also be balanced by AWS, which ends
# nodes for it.

resource "aws_eks_node_group" "zone" {
  for_each = var.private_subnet_ids_by_zone

  cluster_name    = aws_eks_cluster.this.name
  node_group_name = "${var.name}-${each.key}"
  node_role_arn   = aws_iam_role.nodes.arn
  subnet_ids      = [each.value]

  ami_type        = var.nodes.ami_type
  release_version = var.nodes.release_version
  instance_types  = var.nodes.instance_types
  capacity_type   = "ON_DEMAND" # the checkout runs here

  labels = { pool = "services" }

  scaling_config {
    min_size     = var.nodes.minimum
    max_size     = var.nodes.maximum
    desired_size = coalesce(var.nodes.initial, var.nodes.minimum)
  }

  # One node at a time, drained first; disruption budgets of the services hold it up where they must.
  update_config {
    max_unavailable = 1
  }

  node_repair_config {
    enabled = true
  }

  launch_template {
    id      = aws_launch_template.nodes.id
    version = aws_launch_template.nodes.latest_version
  }

  lifecycle {
    ignore_changes = [scaling_config[0].desired_size] # the autoscaler's
  }

  # Without network interfaces for pods, no node becomes ready.
  depends_on = [
    aws_eks_addon.before_nodes,
    aws_iam_role_policy_attachment.nodes,
    aws_vpc_security_group_egress_rule.nodes_to_internet,
    aws_vpc_security_group_egress_rule.nodes_to_network,
    aws_vpc_security_group_ingress_rule.api_from_nodes,
  ]
}

resource "aws_launch_template" "nodes" {
  name                   = "${var.name}-nodes"
  description            = "Nodes of the cluster ${var.name}"
  update_default_version = true
  vpc_security_group_ids = [aws_security_group.nodes.id]

  # One hop: the node itself. A pod that asks for the node's identity gets no answer.
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
    instance_metadata_tags      = "disabled"
  }

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      volume_type           = "gp3"
      volume_size           = var.nodes.disk_gigabytes
      encrypted             = true
      kms_key_id            = var.cluster_key_arn
      delete_on_termination = true
    }
  }

  monitoring {
    enabled = true # by the minute
  }

  dynamic "tag_specifications" {
    for_each = toset(["instance", "network-interface", "volume"])

    content {
      resource_type = tag_specifications.value
      tags          = merge(var.tags, { Name = "${var.name}-node" })
    }
  }
}

resource "aws_iam_role" "nodes" {
  name                 = "${var.name}-nodes-${var.region}"
  description          = "What a node of ${var.name} may do itself: join, pull images, be reached by Session Manager."
  assume_role_policy   = data.aws_iam_policy_document.nodes_trust.json
  permissions_boundary = var.permissions_boundary
}

data "aws_iam_policy_document" "nodes_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

# Not the CNI's policy: aws-node has a role of its own, so that a node cannot rewire the network.
resource "aws_iam_role_policy_attachment" "nodes" {
  for_each = toset([
    "AmazonEC2ContainerRegistryPullOnly",
    "AmazonEKSWorkerNodePolicy",
    "AmazonSSMManagedInstanceCore",
  ])

  role       = aws_iam_role.nodes.name
  policy_arn = "arn:aws:iam::aws:policy/${each.key}"
}
