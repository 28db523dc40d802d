mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\": \"2012-10-17\", \"Statement\": []}" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111111111111:role/mercato-test-region-switch" }
  }
  mock_resource "aws_arcregionswitch_plan" {
    defaults = { arn = "arn:aws:arc-region-switch::111111111111:plan/mercato-test:abc123" }
  }
  mock_data "aws_arcregionswitch_route53_health_checks" {
    defaults = {
      health_checks = [
        { health_check_id = "one", hosted_zone_id = "Z0123456789", record_name = "origin.shop.example.com.", region = "eu-central-1", status = "healthy" },
        { health_check_id = "two", hosted_zone_id = "Z0123456789", record_name = "origin.shop.example.com.", region = "eu-west-1", status = "healthy" },
        { health_check_id = "three", hosted_zone_id = "Z0123456789", record_name = "api-origin.shop.example.com", region = "eu-central-1", status = "healthy" },
        { health_check_id = "four", hosted_zone_id = "Z0123456789", record_name = "api-origin.shop.example.com", region = "eu-west-1", status = "healthy" },
      ]
    }
  }
}

variables {
  name       = "mercato-test"
  account_id = "111111111111"

  permissions_boundary_arn = "arn:aws:iam::111111111111:policy/mercato-boundary"

  regions = { primary = "eu-central-1", standby = "eu-west-1" }
  clusters = {
    eu-central-1 = { name = "mercato-test", arn = "arn:aws:eks:eu-central-1:111111111111:cluster/mercato-test" }
    eu-west-1    = { name = "mercato-test", arn = "arn:aws:eks:eu-west-1:111111111111:cluster/mercato-test" }
  }
  workloads = { catalog = { autoscaler = "catalog" }, order = {} }
  database = {
    global_cluster_identifier = "mercato-test"
    cluster_arns = {
      eu-central-1 = "arn:aws:rds:eu-central-1:111111111111:cluster:mercato-test"
      eu-west-1    = "arn:aws:rds:eu-west-1:111111111111:cluster:mercato-test"
    }
  }
  zone_id    = "Z0123456789"
  origins    = { origin = "origin.shop.example.com", api-origin = "api-origin.shop.example.com" }
  alarm_arns = { eu-central-1 = "arn:aws:cloudwatch:us-east-1:111111111111:alarm:mercato-test-region-eu-central-1-does-not-serve" }
}

run "moves_traffic_last" {
  command = apply

  assert {
    condition = toset([
      for workflow in aws_arcregionswitch_plan.this.workflow : "${workflow.workflow_target_action} ${workflow.workflow_target_region}"
    ]) == toset(["activate eu-central-1", "activate eu-west-1"])
    error_message = "There is a way there and a way back."
  }
  assert {
    condition = alltrue([
      for workflow in aws_arcregionswitch_plan.this.workflow :
      workflow.step[*].execution_block_type == tolist(["ManualApproval", "Parallel", "Route53HealthCheck", "Route53HealthCheck"])
    ])
    error_message = "A person approves, capacity and database come, traffic follows."
  }
  assert {
    condition = alltrue([
      for workflow in aws_arcregionswitch_plan.this.workflow :
      toset(workflow.step[1].parallel_config[0].step[*].execution_block_type) == toset(["EKSResourceScaling", "AuroraGlobalDatabase"])
    ])
    error_message = "Services are scaled while the database is promoted."
  }
  assert {
    condition = alltrue([
      for workflow in aws_arcregionswitch_plan.this.workflow :
      workflow.step[1].parallel_config[0].step[1].global_aurora_config[0].behavior == "switchoverOnly" &&
      workflow.step[1].parallel_config[0].step[1].global_aurora_config[0].ungraceful[0].ungraceful == "failover"
    ])
    error_message = "Data may be lost only where somebody said so when starting."
  }
  assert {
    condition     = length(coalesce(aws_arcregionswitch_plan.this.triggers, [])) == 0
    error_message = "No alarm promotes a database."
  }
}

run "scales_each_workload_in_both_regions" {
  command = apply

  assert {
    condition = toset(flatten([
      for resource in one([
        for workflow in aws_arcregionswitch_plan.this.workflow : workflow if workflow.workflow_target_region == "eu-west-1"
      ]).step[1].parallel_config[0].step[0].eks_resource_scaling_config[0].scaling_resources :
      [for each in resource.resources : "${resource.namespace} ${each.resource_name} ${each.namespace}/${each.name} ${coalesce(each.hpa_name, "-")}"]
      ])) == toset([
      "catalog eu-central-1 mercato/catalog catalog", "catalog eu-west-1 mercato/catalog catalog",
      "order eu-central-1 mercato/order -", "order eu-west-1 mercato/order -",
    ])
    error_message = "Region switch compares a workload here with the same one there."
  }
  assert {
    condition = toset([
      for association in aws_eks_access_policy_association.execution :
      "${association.region} ${association.policy_arn} ${join(",", association.access_scope[0].namespaces)}"
      ]) == toset([
      "eu-central-1 arn:aws:eks::aws:cluster-access-policy/AmazonARCRegionSwitchScalingPolicy mercato",
      "eu-west-1 arn:aws:eks::aws:cluster-access-policy/AmazonARCRegionSwitchScalingPolicy mercato",
    ])
    error_message = "It may do so in our namespace, in both clusters."
  }
}

run "tells_the_health_checks_of_each_origin" {
  command = apply

  assert {
    condition = output.health_check_ids == {
      origin     = { eu-central-1 = "one", eu-west-1 = "two" }
      api-origin = { eu-central-1 = "three", eu-west-1 = "four" }
    }
    error_message = "Each record finds the health check that is its own."
  }
}

run "names_what_it_may_touch" {
  command = apply

  assert {
    condition = {
      for statement in data.aws_iam_policy_document.execution.statement : statement.sid => toset(statement.resources)
      if statement.sid == "PromoteThisDatabase" || statement.sid == "FindRecords"
      } == {
      PromoteThisDatabase = toset([
        "arn:aws:rds::111111111111:global-cluster:mercato-test",
        "arn:aws:rds:eu-central-1:111111111111:cluster:mercato-test",
        "arn:aws:rds:eu-west-1:111111111111:cluster:mercato-test",
      ])
      FindRecords = toset(["arn:aws:route53:::hostedzone/Z0123456789"])
    }
    error_message = "The plan promotes our database and reads our zone."
  }
  assert {
    condition     = one(one(data.aws_iam_policy_document.assumed_by_operators.statement).condition).variable == "aws:MultiFactorAuthPresent"
    error_message = "Who switches has a second factor."
  }
  assert {
    condition = alltrue([
      for role in [aws_iam_role.execution, aws_iam_role.operator] : role.permissions_boundary == var.permissions_boundary_arn
    ])
    error_message = "Both roles stay inside the boundary."
  }
}

run "needs_two_regions" {
  command = plan
  variables {
    regions = { primary = "eu-central-1", standby = "eu-central-1" }
  }
  expect_failures = [var.regions]
}
