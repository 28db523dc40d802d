# Cognito may call the functions that are its triggers; that it does is said at the pool, in ../region.

resource "aws_lambda_permission" "user_pool" {
  for_each = local.topology.user_pool.triggers

  statement_id   = "cognito-${replace(each.key, "_", "-")}"
  action         = "lambda:InvokeFunction"
  function_name  = local.functions["${each.value.function}.${each.value.handler}"].function_name
  principal      = "cognito-idp.amazonaws.com"
  source_arn     = var.user_pool_arn
  source_account = var.account_id
}
