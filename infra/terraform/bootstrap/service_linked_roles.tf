# What services do in an account with a role of their own. Most make it by themselves when they are first used;
# OpenSearch, asked for a domain in a network, refuses without. An account that has it already is told so:
#   terraform import 'aws_iam_service_linked_role.opensearch' \
#     arn:aws:iam::<account>:role/aws-service-role/opensearchservice.amazonaws.com/AWSServiceRoleForAmazonOpenSearchService

resource "aws_iam_service_linked_role" "opensearch" {
  aws_service_name = "opensearchservice.amazonaws.com"
  description      = "OpenSearch puts its domains' network interfaces into our networks with it."
}
