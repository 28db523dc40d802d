# The arithmetic of slo.yaml, without a provider: what each promise measures, and what its alarms compute.
# modules/slo_alarms makes alarms of it, modules/dashboards graphs, and a test replays bad hours against it.

locals {
  # What our processes tell: one pair of queries for each operation, or each queue.
  dimensions = {
    for name, slo in var.slos : name => (
      slo.measure.kind == "message_age" ?
      [for queue in slo.measure.queues : tomap({ service = "${var.queue_prefix}${queue}" })] :
      flatten([
        for service, operations in slo.measure.operations :
        [for operation in operations : tomap({ service = service, operation = operation })]
      ])
    )
  }
  # Kind -> the metric; bad ones are its sum, or what is above the percentile rank.
  metric = { faults = "Fault", latency = "Latency", message_age = "MessageAge" }
  limit = {
    for name, slo in var.slos : name =>
    slo.measure.kind == "latency" ? slo.measure.milliseconds : slo.measure.kind == "message_age" ? slo.measure.seconds : 0
  }

  own_queries = {
    for name, slo in var.slos : name => merge([
      for index, dimensions in local.dimensions[name] : {
        "n${index}" = {
          namespace  = var.namespace
          name       = local.metric[slo.measure.kind]
          dimensions = dimensions
          statistic  = "SampleCount"
        }
        "b${index}" = {
          namespace  = var.namespace
          name       = local.metric[slo.measure.kind]
          dimensions = dimensions
          statistic  = slo.measure.kind == "faults" ? "Sum" : "PR(:${local.limit[name]})"
        }
      }
    ]...) if slo.measure.kind != "metrics"
  }
  aws_queries = {
    for name, slo in var.slos : name => {
      for id, metric in slo.measure.metrics : id => {
        namespace  = metric.namespace
        name       = metric.name
        dimensions = var.targets[metric.target]
        statistic  = metric.statistic
      }
    } if slo.measure.kind == "metrics"
  }

  # An operation that nobody called in the window has no value, and must not make the sum none.
  own_bad = {
    for name, slo in var.slos : name => join(" + ", [
      for index, _ in local.dimensions[name] :
      slo.measure.kind == "faults" ? "FILL(b${index}, 0)" :
      "(1 - FILL(b${index}, 100) / 100) * FILL(n${index}, 0)"
    ]) if slo.measure.kind != "metrics"
  }
  own_all = {
    for name, slo in var.slos : name =>
    join(" + ", [for index, _ in local.dimensions[name] : "FILL(n${index}, 0)"]) if slo.measure.kind != "metrics"
  }

  indicators = {
    for name, slo in var.slos : name => {
      queries = slo.measure.kind == "metrics" ? local.aws_queries[name] : local.own_queries[name]
      bad     = slo.measure.kind == "metrics" ? slo.measure.bad : local.own_bad[name]
      all     = slo.measure.kind == "metrics" ? slo.measure.all : local.own_all[name]
      budget  = format("%.6g", 1 - slo.objective / 100)
    }
  }

  alarms = merge(flatten([
    for name, indicator in local.indicators : [
      for rate_name, rate in var.burn_rates : {
        "${name}-${rate_name}-long" = {
          slo       = name
          severity  = rate.severity
          period    = rate.long_seconds
          threshold = rate.factor
          burn_rate = join("", [
            "IF(all_requests >= ${var.low_traffic.minimum_requests} AND bad_requests >= ${var.low_traffic.minimum_bad}, ",
            "bad_requests / all_requests / ${indicator.budget}, 0)",
          ])
        }
        "${name}-${rate_name}-short" = {
          slo       = name
          severity  = rate.severity
          period    = rate.short_seconds
          threshold = rate.factor
          burn_rate = "IF(all_requests >= 1, bad_requests / all_requests / ${indicator.budget}, 0)"
        }
      }
    ]
  ])...)
}
