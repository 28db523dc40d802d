mock_provider "aws" {}

variables {
  name        = "mercato-stage"
  sample_rate = 0.05
}

run "rules_are_for_our_functions" {
  command = plan

  assert {
    condition     = alltrue([for rule in aws_xray_sampling_rule.this : rule.service_name == "mercato-*"])
    error_message = "Somebody else's functions in this account are not ours to sample."
  }
  assert {
    condition     = alltrue([for rule in aws_xray_sampling_rule.this : length(rule.rule_name) <= 32])
    error_message = "X-Ray takes 32 characters."
  }
  assert {
    condition     = aws_xray_sampling_rule.this["sign-in"].priority < aws_xray_sampling_rule.this["all"].priority
    error_message = "The most exact rule comes first."
  }
  assert {
    condition     = aws_xray_sampling_rule.this["sign-in"].fixed_rate == 0.5 && aws_xray_sampling_rule.this["all"].fixed_rate == 0.05
    error_message = "Sign-in is traced more often."
  }
}

run "never_more_than_all" {
  command = plan

  variables {
    sample_rate = 1
  }
  assert {
    condition     = aws_xray_sampling_rule.this["sign-in"].fixed_rate == 1
    error_message = "A share has an end."
  }
}

run "a_share_above_one_is_refused" {
  command = plan

  variables {
    sample_rate = 5
  }
  expect_failures = [var.sample_rate]
}
