# API Gateway writes logs with one role for all APIs of an account and region. Without it no stage takes a log.
# No condition narrows who it acts for: AWS documents none for this role, which can write logs and nothing else.

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["apigateway.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "this" {
  name                 = "${var.name}-api-gateway-logs"
  description          = "What API Gateway writes the logs of all REST APIs with."
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.permissions_boundary_arn
}

# AWS's own policy for this and nothing else: API Gateway refuses a role that has less, even what it never uses.
resource "aws_iam_role_policy_attachment" "this" {
  role       = aws_iam_role.this.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
}

resource "aws_api_gateway_account" "this" {
  for_each = var.regions

  region              = each.key
  cloudwatch_role_arn = aws_iam_role.this.arn

  depends_on = [aws_iam_role_policy_attachment.this] # API Gateway looks at once whether the role can write
}
