mock_provider "aws" {}

variables {
  name         = "mercato-prod"
  region       = "eu-central-1"
  namespace    = "Mercato/prod"
  runbooks_url = "https://runbooks.example.com/"
  actions      = { page = ["arn:aws:sns:eu-central-1:222222222222:page"], ticket = ["arn:aws:sns:eu-central-1:222222222222:ticket"] }
  targets = {
    queues     = { a = { QueueName = "mercato-prod-a" }, b = { QueueName = "mercato-prod-b" } }
    outboxes   = { order = { service = "order" } }
    everywhere = { "" = {} }
    none       = {}
  }
  alarms = {
    queue-age = {
      what     = "A message waits.", of = "queues", period = 60, threshold = 300, thresholds = { b = 600 }, evaluation_periods = 3
      severity = "page", runbook = "queue-backlog.md"
      metric   = { namespace = "AWS/SQS", name = "ApproximateAgeOfOldestMessage", statistic = "Maximum" }
    }
    slow = {
      what   = "It is slow.", of = "everywhere", period = 300, threshold = 2, severity = "ticket", runbook = "slow.md"
      metric = { namespace = "AWS/X", name = "Latency", statistic = "p99", dimensions = { Rule = "ALL" } }
    }
    silent = {
      what    = "Nothing is told.", of = "outboxes", period = 300, threshold = 1, comparison = "LessThanThreshold"
      missing = "breaching", serving_only = true, severity = "page", runbook = "outbox.md"
      metric  = { namespace = "Mercato", name = "OutboxLag", statistic = "SampleCount" }
    }
    ratio = {
      what = "Half of it fails.", of = "outboxes", period = 300, threshold = 50, severity = "ticket", runbook = "outbox.md"
      metrics = {
        failed = { namespace = "Mercato", name = "Published", statistic = "Sum", dimensions = { type = "failed" } }
        all    = { namespace = "Mercato", name = "Published", statistic = "Sum", dimensions = { type = "all" } }
      }
      expression = "IF(all > 0, 100 * failed / all, 0)"
    }
    nowhere = {
      what   = "Never.", of = "none", period = 60, threshold = 1, severity = "ticket", runbook = "none.md"
      metric = { namespace = "AWS/X", name = "Y", statistic = "Sum" }
    }
  }
  events = {
    glue-job-failed = {
      what    = "A job failed.", severity = "ticket", runbook = "lake-ingestion.md"
      pattern = "{\"detail\":{\"jobName\":[{\"prefix\":\"$${name}-\"}]},\"source\":[\"aws.glue\"]}"
    }
  }
}

run "each_target_has_its_alarm" {
  command = plan

  assert {
    condition     = toset(keys(aws_cloudwatch_metric_alarm.this)) == toset(["queue-age-a", "queue-age-b", "slow", "silent-order", "ratio-order"])
    error_message = "There is one alarm for each target of the kind, and none where there is no target."
  }
  assert {
    condition = (
      aws_cloudwatch_metric_alarm.this["queue-age-a"].alarm_name == "mercato-prod-queue-age-a" &&
      aws_cloudwatch_metric_alarm.this["queue-age-a"].dimensions == tomap({ QueueName = "mercato-prod-a" }) &&
      aws_cloudwatch_metric_alarm.this["queue-age-a"].threshold == 300 &&
      aws_cloudwatch_metric_alarm.this["queue-age-b"].threshold == 600
    )
    error_message = "An alarm watches its target, by its own threshold where it has one."
  }
  assert {
    condition = (
      aws_cloudwatch_metric_alarm.this["slow"].extended_statistic == "p99" &&
      aws_cloudwatch_metric_alarm.this["slow"].statistic == null &&
      aws_cloudwatch_metric_alarm.this["slow"].evaluate_low_sample_count_percentiles == "ignore" &&
      aws_cloudwatch_metric_alarm.this["slow"].dimensions == tomap({ Rule = "ALL" })
    )
    error_message = "Percentiles are extended statistics; an alarm's own dimensions are added."
  }
  assert {
    condition = (
      aws_cloudwatch_metric_alarm.this["queue-age-a"].alarm_actions == toset(var.actions.page) &&
      aws_cloudwatch_metric_alarm.this["slow"].alarm_actions == toset(var.actions.ticket) &&
      strcontains(aws_cloudwatch_metric_alarm.this["slow"].alarm_description, "Runbook: https://runbooks.example.com/slow.md")
    )
    error_message = "Whom an alarm tells depends on its severity, and they find the runbook."
  }
}

run "our_own_metrics_are_those_of_the_environment" {
  command = plan

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["silent-order"].namespace == "Mercato/prod"
    error_message = "Two environments may share an account."
  }
  assert {
    condition = alltrue([
      for query in aws_cloudwatch_metric_alarm.this["ratio-order"].metric_query :
      query.return_data == (query.id == "watched") && alltrue([
        for metric in query.metric : metric.namespace == "Mercato/prod" && metric.dimensions["service"] == "order"
      ])
    ])
    error_message = "Metric math looks at the target's metrics, and the alarm at its result alone."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["ratio-order"].metric_name == null && aws_cloudwatch_metric_alarm.this["ratio-order"].period == null
    error_message = "An alarm has a metric or metric math, never both."
  }
}

run "what_is_served_elsewhere_is_missed_by_nobody" {
  command = plan

  variables {
    is_serving = false
  }
  assert {
    condition = (
      !aws_cloudwatch_metric_alarm.this["silent-order"].actions_enabled &&
      aws_cloudwatch_metric_alarm.this["queue-age-a"].actions_enabled
    )
    error_message = "In a standby only what is about serving is silent."
  }
  assert {
    condition     = output.serving_only == ["mercato-prod-silent-order"]
    error_message = "A failover must know what to turn on."
  }
}

run "an_environment_has_thresholds_of_its_own" {
  command = plan

  variables {
    thresholds = { queue-age = 900 }
  }
  assert {
    condition = (
      aws_cloudwatch_metric_alarm.this["queue-age-a"].threshold == 900 &&
      aws_cloudwatch_metric_alarm.this["queue-age-b"].threshold == 600
    )
    error_message = "A target's own threshold is the most exact one."
  }
}

run "events_are_told_in_words" {
  command = plan

  assert {
    condition     = aws_cloudwatch_event_rule.this["glue-job-failed"].event_pattern == jsonencode({ detail = { jobName = [{ prefix = "mercato-prod-" }] }, source = ["aws.glue"] })
    error_message = "Only this environment's things are told."
  }
  assert {
    condition     = aws_cloudwatch_event_target.this["glue-job-failed-0"].arn == var.actions.ticket[0]
    error_message = "An event goes to its severity's topic."
  }
}

run "an_alarm_without_anything_to_watch_is_refused" {
  command = plan

  variables {
    alarms = {
      empty = { what = "?", of = "none", period = 60, threshold = 1, severity = "page", runbook = "x.md" }
    }
  }
  expect_failures = [var.alarms]
}

run "an_alarm_that_looks_too_far_back_is_refused" {
  command = plan

  variables {
    alarms = {
      long = {
        what   = "?", of = "none", period = 1800, threshold = 1, evaluation_periods = 49, severity = "page", runbook = "x.md"
        metric = { namespace = "AWS/X", name = "Y", statistic = "Sum" }
      }
    }
  }
  expect_failures = [var.alarms]
}
