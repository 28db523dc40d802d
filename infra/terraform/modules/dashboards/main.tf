# CloudWatch places widgets by itself, in the order in which they come.

locals {
  namespaces = { Mercato = var.namespace }

  # A line of a graph is a list: namespace, name, dimension, value, ..., options.
  graphs = {
    for name, dashboard in var.dashboards : name => [
      for graph in dashboard.graphs : {
        type   = "metric"
        width  = 8
        height = 6
        properties = {
          title  = graph.title
          region = var.region
          stat   = graph.statistic
          period = 300
          metrics = concat([], [
            for line in graph.lines : [
              for target, dimensions in var.targets[line.of] : concat(
                [lookup(local.namespaces, line.namespace, line.namespace), line.name],
                flatten([for key, value in merge(dimensions, line.dimensions) : [key, value]]),
                [{
                  label = join(" ", compact([target, line.label]))
                  stat  = coalesce(line.statistic, graph.statistic)
                }],
              )
            ]
          ]...)
        }
      }
      if sum([for line in graph.lines : length(var.targets[line.of])]) > 0
    ]
  }

  # A promise is drawn as the share of good requests, above the line that it must not cross.
  promises = [
    for name, indicator in var.indicators : {
      type   = "metric"
      width  = 6
      height = 6
      properties = {
        title  = name
        region = var.region
        period = 300
        yAxis  = { left = { max = 100 } }
        annotations = {
          horizontal = [{ label = "objective", value = var.promises[name].objective }]
        }
        metrics = concat(
          [[{ id = "good", label = "good, %", expression = "IF(all_requests > 0, 100 * (1 - bad_requests / all_requests), 100)" }]],
          [[{ id = "bad_requests", visible = false, expression = indicator.bad }]],
          [[{ id = "all_requests", visible = false, expression = indicator.all }]],
          [
            for id, query in indicator.queries : concat(
              [query.namespace, query.name],
              flatten([for key, value in query.dimensions : [key, value]]),
              [{ id = id, stat = query.statistic, visible = false }],
            )
          ],
        )
      }
    }
  ]
  alarms = [
    for arns in [var.alarm_arns] : {
      type       = "alarm"
      width      = 24
      height     = 3
      properties = { title = "Somebody is called", alarms = arns }
    } if length(arns) > 0
  ]
}

resource "aws_cloudwatch_dashboard" "this" {
  for_each = var.dashboards

  region         = var.region
  dashboard_name = "${var.name}-${each.key}"
  dashboard_body = jsonencode({
    periodOverride = "inherit"
    widgets        = concat([for widget in concat(local.alarms, local.promises) : widget if each.value.promises], local.graphs[each.key])
  })
}
