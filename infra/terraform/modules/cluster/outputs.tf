output "name" {
  description = "The cluster's name."
  value       = aws_eks_cluster.this.name
}

output "arn" {
  description = "The cluster's ARN."
  value       = aws_eks_cluster.this.arn
}

output "version" {
  description = "The control plane's Kubernetes version."
  value       = aws_eks_cluster.this.version
}

output "endpoint" {
  description = "The address of the Kubernetes API."
  value       = aws_eks_cluster.this.endpoint
}

output "certificate_authority" {
  description = "The certificate of the API's authority, base64."
  value       = aws_eks_cluster.this.certificate_authority[0].data
}

output "oidc_provider_arn" {
  description = "The cluster's identity provider in IAM."
  value       = aws_iam_openid_connect_provider.this.arn
}

output "oidc_issuer" {
  description = "The cluster's issuer without https://, as IAM's condition keys have it."
  value       = local.oidc_issuer
}

output "node_security_group_id" {
  description = "The security group of nodes and pods: what load balancers and data stores let in, or are let in by."
  value       = aws_security_group.nodes.id
}

output "node_role_arn" {
  description = "The nodes' role."
  value       = aws_iam_role.nodes.arn
}

output "autoscaling_group_names" {
  description = "Zone -> the autoscaling group of its nodes."
  value       = { for zone, group in aws_eks_node_group.zone : zone => group.resources[0].autoscaling_groups[0].name }
}

output "control_plane_log_group" {
  description = "Where the control plane logs, audit included."
  value       = aws_cloudwatch_log_group.control_plane.name
}
