variables {
  namespace    = "Mercato/prod"
  queue_prefix = "mercato-prod-"
  targets      = { balancer = { LoadBalancer = "app/public/1" } }
  burn_rates = {
    fast    = { severity = "page", factor = 14.4, long_seconds = 3600, short_seconds = 300 }
    lasting = { severity = "ticket", factor = 3, long_seconds = 86400, short_seconds = 7200 }
  }
  low_traffic = { minimum_requests = 20, minimum_bad = 5 }
  slos = {
    cart = {
      promise = "a", scope = "region", objective = 99.9, runbook = "a.md"
      measure = { kind = "faults", operations = { cart = ["open", "read"], bff = ["GET /a"] } }
    }
    slow = {
      promise = "b", scope = "region", objective = 99, runbook = "b.md"
      measure = { kind = "latency", milliseconds = 300, operations = { cart = ["open"] } }
    }
    told = {
      promise = "c", scope = "region", objective = 99, runbook = "c.md"
      measure = { kind = "message_age", seconds = 10, queues = ["a-b"] }
    }
    balancer = {
      promise = "d", scope = "region", objective = 99.9, runbook = "d.md"
      measure = {
        kind = "metrics", bad = "FILL(failed, 0)", all = "FILL(requests, 0)"
        metrics = {
          failed   = { target = "balancer", namespace = "AWS/ApplicationELB", name = "F", statistic = "Sum" }
          requests = { target = "balancer", namespace = "AWS/ApplicationELB", name = "R", statistic = "Sum" }
        }
      }
    }
  }
}

run "each_kind_of_measure_becomes_metric_math" {
  command = plan

  assert {
    condition = (
      output.indicators.cart.bad == "FILL(b0, 0) + FILL(b1, 0) + FILL(b2, 0)" &&
      output.indicators.cart.all == "FILL(n0, 0) + FILL(n1, 0) + FILL(n2, 0)" &&
      output.indicators.cart.budget == "0.001"
    )
    error_message = "Faults of all operations must be added up, and what was not called must count as nothing."
  }
  assert {
    condition = (
      output.indicators.cart.queries.b0.dimensions == tomap({ service = "bff", operation = "GET /a" }) &&
      output.indicators.cart.queries.b0.statistic == "Sum" &&
      output.indicators.cart.queries.n0.statistic == "SampleCount" &&
      output.indicators.cart.queries.n0.namespace == "Mercato/prod"
    )
    error_message = "A service's metrics have the dimensions service and operation."
  }
  assert {
    condition = (
      output.indicators.slow.bad == "(1 - FILL(b0, 100) / 100) * FILL(n0, 0)" &&
      output.indicators.slow.queries.b0.statistic == "PR(:300)" &&
      output.indicators.told.queries.b0.statistic == "PR(:10)" &&
      output.indicators.told.queries.b0.dimensions == tomap({ service = "mercato-prod-a-b" })
    )
    error_message = "Slow ones are those above the percentile rank."
  }
  assert {
    condition = (
      output.indicators.balancer.bad == "FILL(failed, 0)" &&
      output.indicators.balancer.queries.failed.dimensions == tomap({ LoadBalancer = "app/public/1" })
    )
    error_message = "AWS's metrics are those of the target."
  }
}

run "two_windows_ring_together" {
  command = plan

  assert {
    condition     = length(output.alarms) == 4 * 2 * 2
    error_message = "Each promise has a long and a short window for each burn rate."
  }
  assert {
    condition = (
      output.alarms["cart-fast-long"].period == 3600 && output.alarms["cart-fast-short"].period == 300 &&
      output.alarms["cart-fast-short"].threshold == 14.4
    )
    error_message = "Both windows ring at the same burn rate."
  }
  assert {
    condition = (
      output.alarms["cart-fast-long"].burn_rate ==
      "IF(all_requests >= 20 AND bad_requests >= 5, bad_requests / all_requests / 0.001, 0)"
    )
    error_message = "With little traffic nothing burns."
  }
  assert {
    condition     = output.pairs["cart"]["page"] == [["cart-fast-long", "cart-fast-short"]]
    error_message = "A page's pairs are those of the rates that page."
  }
}

run "an_objective_that_nothing_can_burn_is_refused" {
  command = plan

  variables {
    slos = {
      all = {
        promise = "a", scope = "region", objective = 100, runbook = "a.md"
        measure = { kind = "faults", operations = { cart = ["open"] } }
      }
    }
  }
  expect_failures = [var.slos]
}

run "a_measure_without_its_limit_is_refused" {
  command = plan

  variables {
    slos = {
      slow = {
        promise = "a", scope = "region", objective = 99, runbook = "a.md"
        measure = { kind = "latency", operations = { cart = ["open"] } }
      }
    }
  }
  expect_failures = [var.slos]
}

run "more_metrics_than_an_alarm_may_look_at_are_refused" {
  command = plan

  variables {
    slos = {
      wide = {
        promise = "a", scope = "region", objective = 99.9, runbook = "a.md"
        measure = { kind = "faults", operations = { cart = ["a", "b", "c", "d", "e", "f"] } }
      }
    }
  }
  expect_failures = [output.indicators]
}
