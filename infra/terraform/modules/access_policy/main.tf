# One process' entry in infra/access.yaml as a policy document: actions on the ARNs of the things it names.
# A name that there is nothing for stops the plan; nothing is allowed by a pattern that could match more.

locals {
  named  = ["topics", "queues", "dead_letter_queues", "tables", "streams", "delivery_streams", "secrets"]
  single = ["user_pool", "search", "email", "push_application", "push_endpoints"]

  statements = [
    for statement in var.statements : {
      actions = statement.actions
      # A phone number has no ARN. Everything but what SNS has is what is left to publish to.
      not_resources = statement.phone_numbers ? ["arn:aws:sns:*:*:*"] : []
      resources = concat(
        flatten([
          for kind in local.named : [
            for name in(contains(statement[kind], "all") ? keys(var.arns[kind]) : statement[kind]) : var.arns[kind][name]
          ]
        ]),
        [
          for place in statement.objects :
          "${var.arns.buckets[split("/", place)[0]]}/${trimprefix(place, "${split("/", place)[0]}/")}"
        ],
        flatten([for kind in local.single : statement[kind] ? values(var.arns[kind]) : []]),
        statement.any == null ? [] : ["*"], # the reason stands in infra/access.yaml
      )
    }
  ]
}

data "aws_iam_policy_document" "this" {
  dynamic "statement" {
    for_each = local.statements

    content {
      actions       = statement.value.actions
      resources     = statement.value.resources
      not_resources = statement.value.not_resources
    }
  }
}
