# The add-ons that EKS itself keeps. Everything else in the cluster comes by GitOps.

locals {
  # What pods need to get addresses must be there before nodes; what runs in pods comes after them.
  addons_before_nodes = {
    vpc-cni = {
      role = module.cni_role.arn
      configuration = {
        enableNetworkPolicy = "true"                             # without it, NetworkPolicies are accepted and mean nothing
        nodeAgent           = { enablePolicyEventLogs = "true" } # what was refused, in a file on the node
      }
    }
    kube-proxy = { role = null, configuration = {} }
  }
  addons_after_nodes = {
    coredns = {
      role = null
      configuration = {
        autoScaling = { enabled = true, minReplicas = 2, maxReplicas = 10 }
      }
    }
    aws-ebs-csi-driver = { role = module.ebs_csi_role.arn, configuration = {} }
    metrics-server     = { role = null, configuration = {} } # two replicas by itself
  }
}

resource "aws_eks_addon" "before_nodes" {
  for_each = local.addons_before_nodes

  cluster_name                = aws_eks_cluster.this.name
  addon_name                  = each.key
  addon_version               = var.addon_versions[each.key]
  service_account_role_arn    = each.value.role
  configuration_values        = length(each.value.configuration) == 0 ? null : jsonencode(each.value.configuration)
  resolve_conflicts_on_create = "OVERWRITE"
  resolve_conflicts_on_update = "OVERWRITE"
}

resource "aws_eks_addon" "after_nodes" {
  for_each = local.addons_after_nodes

  cluster_name                = aws_eks_cluster.this.name
  addon_name                  = each.key
  addon_version               = var.addon_versions[each.key]
  service_account_role_arn    = each.value.role
  configuration_values        = length(each.value.configuration) == 0 ? null : jsonencode(each.value.configuration)
  resolve_conflicts_on_create = "OVERWRITE"
  resolve_conflicts_on_update = "OVERWRITE"

  depends_on = [aws_eks_node_group.zone]
}

module "cni_role" {
  source = "../irsa_role"

  name                 = "${var.name}-aws-node-${var.region}"
  description          = "Addresses for the pods of ${var.name}."
  oidc_provider_arn    = aws_iam_openid_connect_provider.this.arn
  oidc_issuer          = local.oidc_issuer
  namespace            = "kube-system"
  service_account      = "aws-node"
  managed_policies     = ["AmazonEKS_CNI_Policy"]
  permissions_boundary = var.permissions_boundary
}

module "ebs_csi_role" {
  source = "../irsa_role"

  name                 = "${var.name}-ebs-csi-${var.region}"
  description          = "Volumes for the pods of ${var.name}."
  oidc_provider_arn    = aws_iam_openid_connect_provider.this.arn
  oidc_issuer          = local.oidc_issuer
  namespace            = "kube-system"
  service_account      = "ebs-csi-controller-sa"
  managed_policies     = ["service-role/AmazonEBSCSIDriverPolicy"]
  permissions_boundary = var.permissions_boundary
}
