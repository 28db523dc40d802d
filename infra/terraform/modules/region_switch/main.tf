# How the other region takes over, as a plan that AWS runs outside of both: a person approves, capacity and
# database come first, traffic last. The same steps lead back.

resource "aws_arcregionswitch_plan" "this" {
  name                            = var.name
  description                     = "Moves ${var.name} between ${var.regions.primary} and ${var.regions.standby}. Runbook: docs/runbooks/region-failover.md"
  execution_role                  = aws_iam_role.execution.arn
  recovery_approach               = "activePassive"
  regions                         = [var.regions.primary, var.regions.standby]
  primary_region                  = var.regions.primary
  recovery_time_objective_minutes = var.recovery_time_objective_minutes

  dynamic "associated_alarms" {
    for_each = var.alarm_arns
    content {
      map_block_key       = "serves-${associated_alarms.key}"
      alarm_type          = "applicationHealth"
      resource_identifier = associated_alarms.value
    }
  }

  # No trigger: an alarm starts nothing here. Promoting a database loses what was not yet copied, and that is
  # a person's decision.
  dynamic "workflow" {
    for_each = var.regions
    content {
      workflow_target_action = "activate"
      workflow_target_region = workflow.value
      workflow_description   = "Sell from ${workflow.value}"

      step {
        name                 = "approve"
        description          = "Is the other region really gone, and is what its database did not copy known?"
        execution_block_type = "ManualApproval"

        execution_approval_config {
          approval_role   = aws_iam_role.operator.arn
          timeout_minutes = var.timeout_minutes.approval
        }
      }

      step {
        name                 = "capacity-and-database"
        description          = "Both take minutes, and neither needs the other."
        execution_block_type = "Parallel"

        parallel_config {
          step {
            name                 = "scale-services"
            execution_block_type = "EKSResourceScaling"

            eks_resource_scaling_config {
              capacity_monitoring_approach = "sampledMaxInLast24Hours"
              target_percent               = var.target_percent
              timeout_minutes              = var.timeout_minutes.scaling

              kubernetes_resource_type {
                api_version = var.workload_kind.api_version
                kind        = var.workload_kind.kind
              }
              dynamic "eks_clusters" {
                for_each = var.clusters
                content {
                  cluster_arn = eks_clusters.value.arn
                }
              }
              # What the API calls an application, the provider calls a namespace; below it stand regions.
              dynamic "scaling_resources" {
                for_each = var.workloads
                content {
                  namespace = scaling_resources.key

                  dynamic "resources" {
                    for_each = keys(var.clusters)
                    content {
                      resource_name = resources.value
                      name          = scaling_resources.key
                      namespace     = var.namespace
                      hpa_name      = scaling_resources.value.autoscaler
                    }
                  }
                }
              }
              ungraceful {
                minimum_success_percentage = 80 # better to sell with four pods of five than to wait
              }
            }
          }

          step {
            name                 = "promote-database"
            execution_block_type = "AuroraGlobalDatabase"

            global_aurora_config {
              global_cluster_identifier = var.database.global_cluster_identifier
              database_cluster_arns     = values(var.database.cluster_arns)
              # Planned: nothing is lost, both regions must answer. Ungraceful, which is chosen when starting:
              # what was not copied is lost.
              behavior        = "switchoverOnly"
              timeout_minutes = var.timeout_minutes.database

              ungraceful {
                ungraceful = "failover"
              }
            }
          }
        }
      }

      dynamic "step" {
        for_each = var.origins
        content {
          name                 = "move-${step.key}"
          execution_block_type = "Route53HealthCheck"

          route53_health_check_config {
            hosted_zone_id  = var.zone_id
            record_name     = step.value
            timeout_minutes = var.timeout_minutes.traffic

            dynamic "record_set" {
              for_each = var.regions
              content {
                record_set_identifier = record_set.value
                region                = record_set.value
              }
            }
          }
        }
      }
    }
  }

  depends_on = [aws_iam_role_policy.execution, aws_eks_access_policy_association.execution]
}

# The plan makes a health check per origin and region; the origins' records carry them (module dns).
data "aws_arcregionswitch_route53_health_checks" "this" {
  plan_arn = aws_arcregionswitch_plan.this.arn
}
