mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }

  mock_resource "aws_eks_cluster" {
    defaults = {
      identity              = [{ oidc = [{ issuer = "https://oidc.eks.eu-central-1.amazonaws.com/id/ABC" }] }]
      certificate_authority = [{ data = "Q0E=" }]
    }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111111111111:role/mock" }
  }

  mock_resource "aws_iam_openid_connect_provider" {
    defaults = { arn = "arn:aws:iam::111111111111:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/ABC" }
  }

  mock_resource "aws_launch_template" {
    defaults = { id = "lt-00000000000000001", latest_version = 3 }
  }

  mock_resource "aws_eks_node_group" {
    defaults = { resources = [{ autoscaling_groups = [{ name = "eks-nodes" }], remote_access_security_group_id = "" }] }
  }
}

variables {
  name                = "mercato-prod"
  region              = "eu-central-1"
  kubernetes_version  = "1.36"
  support_type        = "EXTENDED"
  deletion_protection = true
  vpc_id              = "vpc-00000000000000001"
  vpc_cidr            = "10.30.0.0/16"
  private_subnet_ids_by_zone = {
    eu-central-1a = "subnet-0000000000000000a"
    eu-central-1b = "subnet-0000000000000000b"
    eu-central-1c = "subnet-0000000000000000c"
  }
  administrators       = { pipeline = "arn:aws:iam::111111111111:role/mercato-pipeline-deploy-prod" }
  viewers              = { on-call = "arn:aws:iam::111111111111:role/on-call" }
  cluster_key_arn      = "arn:aws:kms:eu-central-1:111111111111:key/mrk-1"
  logs_key_arn         = "arn:aws:kms:eu-central-1:111111111111:key/mrk-2"
  log_retention_days   = 90
  permissions_boundary = "arn:aws:iam::111111111111:policy/mercato-boundary"
  nodes = {
    instance_types  = ["m7i.large"]
    release_version = "1.36.4-20261003"
    minimum         = 2
    maximum         = 6
  }
  addon_versions = {
    vpc-cni            = "v1.22.4-eksbuild.3"
    kube-proxy         = "v1.36.0-eksbuild.25"
    coredns            = "v1.14.3-eksbuild.23"
    aws-ebs-csi-driver = "v1.66.0-eksbuild.1"
    metrics-server     = "v0.9.0-eksbuild.11"
  }
}

run "the_control_plane_is_private_and_protected" {
  assert {
    condition     = aws_eks_cluster.this.vpc_config[0].endpoint_private_access && !aws_eks_cluster.this.vpc_config[0].endpoint_public_access
    error_message = "Without addresses given, only the network reaches the API."
  }
  assert {
    condition     = aws_eks_cluster.this.access_config[0].authentication_mode == "API" && !aws_eks_cluster.this.access_config[0].bootstrap_cluster_creator_admin_permissions
    error_message = "Access entries only, and none for whoever applies."
  }
  assert {
    condition     = aws_eks_cluster.this.encryption_config[0].provider[0].key_arn == var.cluster_key_arn && aws_eks_cluster.this.encryption_config[0].resources == toset(["secrets"])
    error_message = "Kubernetes secrets must be encrypted with our key."
  }
  assert {
    condition     = aws_eks_cluster.this.enabled_cluster_log_types == toset(["api", "audit", "authenticator", "controllerManager", "scheduler"])
    error_message = "All five logs."
  }
  assert {
    condition = (
      aws_cloudwatch_log_group.control_plane.name == "/aws/eks/mercato-prod/cluster" &&
      aws_cloudwatch_log_group.control_plane.retention_in_days == 90 &&
      aws_cloudwatch_log_group.control_plane.kms_key_id == var.logs_key_arn
    )
    error_message = "EKS's own log group, encrypted, and not for ever."
  }
  assert {
    condition     = aws_eks_cluster.this.deletion_protection && aws_eks_cluster.this.zonal_shift_config[0].enabled && aws_eks_cluster.this.upgrade_policy[0].support_type == "EXTENDED"
    error_message = "Deletion protection, zonal shift and the support asked for."
  }
}

run "each_zone_has_its_nodes" {
  assert {
    condition = tomap({
      for zone, group in aws_eks_node_group.zone : zone => one(group.subnet_ids)
    }) == var.private_subnet_ids_by_zone
    error_message = "A node group must live in its zone's subnet, and nowhere else."
  }
  assert {
    condition = alltrue([
      for group in aws_eks_node_group.zone :
      group.scaling_config[0].min_size == 2 && group.scaling_config[0].desired_size == 2 && group.scaling_config[0].max_size == 6 &&
      group.release_version == var.nodes.release_version && group.update_config[0].max_unavailable == 1
    ])
    error_message = "Sizes, image and rolling updates as asked for."
  }
}

run "nodes_keep_their_identity_and_their_disks_to_themselves" {
  assert {
    condition     = aws_launch_template.nodes.metadata_options[0].http_tokens == "required" && aws_launch_template.nodes.metadata_options[0].http_put_response_hop_limit == 1
    error_message = "IMDSv2, one hop."
  }
  assert {
    condition = (
      aws_launch_template.nodes.block_device_mappings[0].ebs[0].encrypted == "true" &&
      aws_launch_template.nodes.block_device_mappings[0].ebs[0].volume_type == "gp3" &&
      aws_launch_template.nodes.block_device_mappings[0].ebs[0].kms_key_id == var.cluster_key_arn
    )
    error_message = "Disks are gp3, encrypted with our key."
  }
  assert {
    condition     = toset(keys(aws_iam_role_policy_attachment.nodes)) == toset(["AmazonEC2ContainerRegistryPullOnly", "AmazonEKSWorkerNodePolicy", "AmazonSSMManagedInstanceCore"])
    error_message = "A node joins, pulls and is reached; it does not rewire the network."
  }
  assert {
    condition     = aws_iam_role.nodes.permissions_boundary == var.permissions_boundary && aws_iam_role.control_plane.permissions_boundary == var.permissions_boundary
    error_message = "Roles stay inside the boundary."
  }
}

run "nodes_reach_the_internet_by_https_only" {
  assert {
    condition = (
      aws_vpc_security_group_egress_rule.nodes_to_internet.from_port == 443 &&
      aws_vpc_security_group_egress_rule.nodes_to_internet.to_port == 443 &&
      aws_vpc_security_group_egress_rule.nodes_to_network.cidr_ipv4 == var.vpc_cidr
    )
    error_message = "HTTPS outside, anything inside."
  }
  assert {
    condition     = aws_vpc_security_group_ingress_rule.nodes_from_api.from_port == 1025
    error_message = "The control plane needs no privileged port of a node."
  }
}

run "addons_are_pinned_and_policies_enforced" {
  assert {
    condition = merge(
      { for name, addon in aws_eks_addon.before_nodes : name => addon.addon_version },
      { for name, addon in aws_eks_addon.after_nodes : name => addon.addon_version },
    ) == { for name, version in var.addon_versions : name => version }
    error_message = "Every add-on in the version asked for."
  }
  assert {
    condition     = jsondecode(aws_eks_addon.before_nodes["vpc-cni"].configuration_values).enableNetworkPolicy == "true"
    error_message = "Without it, NetworkPolicies mean nothing."
  }
  assert {
    condition     = aws_eks_addon.before_nodes["vpc-cni"].service_account_role_arn == module.cni_role.arn && aws_eks_addon.after_nodes["aws-ebs-csi-driver"].service_account_role_arn == module.ebs_csi_role.arn
    error_message = "The CNI and the disks have roles of their own."
  }
}

run "access_is_what_is_named" {
  assert {
    condition = {
      for name, association in aws_eks_access_policy_association.this : name => association.policy_arn
      } == {
      pipeline = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
      on-call  = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSAdminViewPolicy"
    }
    error_message = "Administrators administer, viewers view."
  }
  assert {
    condition     = output.oidc_issuer == "oidc.eks.eu-central-1.amazonaws.com/id/ABC" && aws_iam_openid_connect_provider.this.client_id_list == toset(["sts.amazonaws.com"])
    error_message = "The issuer without its scheme, for STS."
  }
}

run "an_office_may_reach_the_api" {
  variables {
    public_access_cidrs = ["203.0.113.0/24"]
  }
  assert {
    condition     = aws_eks_cluster.this.vpc_config[0].endpoint_public_access && aws_eks_cluster.this.vpc_config[0].public_access_cidrs == toset(["203.0.113.0/24"])
    error_message = "Only the addresses given."
  }
}

run "everybody_may_not" {
  command = plan
  variables {
    public_access_cidrs = ["0.0.0.0/0"]
  }
  expect_failures = [var.public_access_cidrs]
}

run "nodes_of_another_version_are_refused" {
  command = plan
  variables {
    nodes = {
      instance_types  = ["m7i.large"]
      release_version = "1.35.5-20261003"
      minimum         = 2
      maximum         = 6
    }
  }
  expect_failures = [var.nodes]
}

run "one_zone_is_refused" {
  command = plan
  variables {
    private_subnet_ids_by_zone = { eu-central-1a = "subnet-0000000000000000a" }
  }
  expect_failures = [var.private_subnet_ids_by_zone]
}
