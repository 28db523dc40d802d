mock_provider "aws" {}

variables {
  name      = "mercato-prod-eu-central-1"
  region    = "eu-central-1"
  namespace = "Mercato/prod"
  targets = {
    queues = { a = { QueueName = "mercato-prod-a" }, b = { QueueName = "mercato-prod-b" } }
    order  = { "" = { service = "order" } }
    none   = {}
  }
  promises   = { cart = { objective = 99.9 }, sign-in = { objective = 99.9 } }
  alarm_arns = ["arn:aws:cloudwatch:eu-central-1:222222222222:alarm:a"]
  indicators = {
    cart = {
      bad = "FILL(b0, 0)", all = "FILL(n0, 0)", budget = "0.001"
      queries = {
        b0 = { namespace = "Mercato/prod", name = "Fault", dimensions = { service = "cart" }, statistic = "Sum" }
      }
    }
    sign-in = { bad = "FILL(b0, 0)", all = "FILL(n0, 0)", budget = "0.001", queries = {} }
  }
  dashboards = {
    shop = {
      promises = true
      graphs = [{
        title     = "Orders"
        statistic = "Sum"
        lines     = [{ of = "order", namespace = "Mercato", name = "Published", dimensions = { type = "order.paid.v1" }, label = "paid" }]
      }]
    }
    messaging = {
      graphs = [
        { title = "Age", statistic = "Maximum", lines = [{ of = "queues", namespace = "AWS/SQS", name = "Age" }] },
        { title = "Nothing", statistic = "Sum", lines = [{ of = "none", namespace = "AWS/X", name = "Y" }] },
      ]
    }
  }
}

run "a_graph_has_a_line_for_each_target" {
  command = plan

  assert {
    condition = (
      jsondecode(aws_cloudwatch_dashboard.this["messaging"].dashboard_body).widgets[0].properties.metrics[1]
      == ["AWS/SQS", "Age", "QueueName", "mercato-prod-b", { label = "b", stat = "Maximum" }]
    )
    error_message = "A line names its metric, its dimensions, and the target."
  }
  assert {
    condition     = length(jsondecode(aws_cloudwatch_dashboard.this["messaging"].dashboard_body).widgets) == 1
    error_message = "A graph without a line is not drawn."
  }
  assert {
    condition     = aws_cloudwatch_dashboard.this["messaging"].dashboard_name == "mercato-prod-eu-central-1-messaging"
    error_message = "A dashboard's name says where."
  }
}

run "promises_come_first_with_the_alarms_about_them" {
  command = plan

  assert {
    condition = (
      [for widget in jsondecode(aws_cloudwatch_dashboard.this["shop"].dashboard_body).widgets : widget.type]
      == ["alarm", "metric", "metric", "metric"]
    )
    error_message = "First who is called, then what is promised, then the rest."
  }
  assert {
    condition = (
      jsondecode(aws_cloudwatch_dashboard.this["shop"].dashboard_body).widgets[1].properties.annotations.horizontal[0].value == 99.9
    )
    error_message = "The objective is drawn."
  }
  assert {
    condition = (
      jsondecode(aws_cloudwatch_dashboard.this["shop"].dashboard_body).widgets[3].properties.metrics[0]
      == ["Mercato/prod", "Published", "service", "order", "type", "order.paid.v1", { label = "paid", stat = "Sum" }]
    )
    error_message = "Our own metrics are the environment's."
  }
}
