output "indicators" {
  description = "By promise: the metrics it looks at, and metric math for the bad ones, for all, and the share that may be bad."
  value       = local.indicators

  precondition {
    condition     = alltrue([for indicator in local.indicators : length(indicator.queries) <= 10])
    error_message = "A CloudWatch alarm may look at ten metrics: a promise has at most five operations or queues."
  }
}

output "alarms" {
  description = "By <promise>-<rate>-<long|short>: period in seconds, threshold, and the metric math of the burn rate over bad_requests and all_requests."
  value       = local.alarms
}

output "pairs" {
  description = "By promise and severity: the pairs of alarms that must ring together."
  value = {
    for name, _ in var.slos : name => {
      for severity in ["page", "ticket"] : severity => [
        for rate_name, rate in var.burn_rates : ["${name}-${rate_name}-long", "${name}-${rate_name}-short"]
        if rate.severity == severity
      ]
    }
  }
}
