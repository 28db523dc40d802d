# Who may speak to Kubernetes: these IAM roles. Nodes get their entry from EKS.

locals {
  access_policies = {
    administrators = "AmazonEKSClusterAdminPolicy"
    viewers        = "AmazonEKSAdminViewPolicy"
  }
  access = merge(
    { for name, arn in var.administrators : name => { principal_arn = arn, policy = local.access_policies.administrators } },
    { for name, arn in var.viewers : name => { principal_arn = arn, policy = local.access_policies.viewers } },
  )
}

resource "aws_eks_access_entry" "this" {
  for_each = local.access

  cluster_name  = aws_eks_cluster.this.name
  principal_arn = each.value.principal_arn
  type          = "STANDARD"
}

resource "aws_eks_access_policy_association" "this" {
  for_each = local.access

  cluster_name  = aws_eks_cluster.this.name
  principal_arn = aws_eks_access_entry.this[each.key].principal_arn
  policy_arn    = "arn:aws:eks::aws:cluster-access-policy/${each.value.policy}"

  access_scope {
    type = "cluster"
  }
}
