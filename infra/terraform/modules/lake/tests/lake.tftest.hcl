mock_provider "aws" {
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111111111111:role/mercato-test-lake-jobs-eu-central-1" }
  }
}

variables {
  name                     = "mercato-test"
  environment              = "test"
  region                   = "eu-central-1"
  account_id               = "111111111111"
  permissions_boundary_arn = "arn:aws:iam::111111111111:policy/mercato-boundary"
  bucket_names = {
    lake           = "mercato-test-lake-111111111111-eu-central-1"
    athena-results = "mercato-test-athena-results-111111111111-eu-central-1"
    artifacts      = "mercato-test-artifacts-111111111111-eu-central-1"
  }
  access_log_bucket = { id = "mercato-test-access-logs-111111111111-eu-central-1" }
  key_arn           = "arn:aws:kms:eu-central-1:111111111111:key/mrk-objects"
  logs_key_arn      = "arn:aws:kms:eu-central-1:111111111111:key/mrk-logs"
  first_day         = "2026-03-01"
  code_version      = "abc123"
  schedule          = { enabled = true }
}

run "makes_every_table_with_projection" {
  command = plan

  assert {
    condition = {
      for key, table in aws_glue_catalog_table.tables :
      key => [for column in concat(table.storage_descriptor[0].columns, table.partition_keys) : "${column.name} ${column.type}"]
      } == {
      for table in jsondecode(file("catalog.json")).tables :
      "${table.database}.${table.name}" => [for column in concat(table.columns, table.partition_keys) : "${column.name} ${column.type}"]
    }
    error_message = "Columns are those of the SQL files, in their order."
  }
  assert {
    condition = alltrue([
      for key, table in aws_glue_catalog_table.tables :
      lookup(table.parameters, "projection.enabled", "false") == "true" || length(table.partition_keys) == 0
    ])
    error_message = "What has partitions has them projected."
  }
  assert {
    condition = alltrue([
      for table in aws_glue_catalog_table.tables :
      startswith(table.storage_descriptor[0].location, "s3://mercato-test-lake-111111111111-eu-central-1/") &&
      !strcontains(jsonencode(table.parameters), "$${lake}") && !strcontains(jsonencode(table.parameters), "$${first_day}")
    ])
    error_message = "Bucket and first day are filled in."
  }
  assert {
    condition     = aws_glue_catalog_table.tables["curated.orders"].parameters["projection.dt.range"] == "2026-03-01,NOW"
    error_message = "Partitions begin on the first day."
  }
  assert {
    condition     = strcontains(aws_glue_catalog_table.tables["raw.domain_events"].parameters["storage.location.template"], "event_type=$${event_type}/dt=$${dt}/")
    error_message = "Athena's own braces are left to it."
  }
  assert {
    condition     = aws_glue_catalog_table.tables["raw.errors"].storage_descriptor[0].ser_de_info[0].serialization_library == "org.openx.data.jsonserde.JsonSerDe"
    error_message = "What could not be read is JSON."
  }
}

run "keeps_views_as_athena_does" {
  command = plan

  assert {
    condition = alltrue([
      for name, view in aws_glue_catalog_table.views : (
        view.table_type == "VIRTUAL_VIEW" && view.parameters["presto_view"] == "true" &&
        jsondecode(base64decode(regex("^/\\* Presto View: (\\S+) \\*/$", view.view_original_text)[0])).schema == "analytics" &&
        [for column in jsondecode(base64decode(regex("Presto View: (\\S+)", view.view_original_text)[0])).columns : column.name] ==
        [for column in view.storage_descriptor[0].columns : column.name]
      )
    ])
    error_message = "A view's text says the columns that the catalogue says."
  }
  assert {
    condition     = length(aws_glue_catalog_table.views) == length(jsondecode(file("catalog.json")).views) && length(aws_athena_named_query.this) == length(jsondecode(file("catalog.json")).named_queries)
    error_message = "All views and all questions."
  }
}

run "gives_each_environment_databases_of_its_own" {
  command = plan
  variables {
    database_prefix = "dev_"
  }

  assert {
    condition     = toset([for database in aws_glue_catalog_database.this : database.name]) == toset(["dev_raw", "dev_curated", "dev_analytics"])
    error_message = "Two environments in one account do not share databases."
  }
  assert {
    condition     = strcontains(jsondecode(base64decode(regex("Presto View: (\\S+)", aws_glue_catalog_table.views["orders_dated"].view_original_text)[0])).originalSql, " dev_curated.orders ")
    error_message = "Views read the databases of their own environment."
  }
  assert {
    condition     = strcontains(aws_athena_named_query.this["revenue_by_day"].query, " dev_analytics.revenue_events ")
    error_message = "Questions ask the databases of their own environment."
  }
}

run "protects_what_it_keeps" {
  command = plan

  assert {
    condition = (
      aws_athena_workgroup.this.configuration[0].enforce_workgroup_configuration &&
      aws_athena_workgroup.this.configuration[0].result_configuration[0].encryption_configuration[0].kms_key_arn == var.key_arn &&
      aws_athena_workgroup.this.configuration[0].bytes_scanned_cutoff_per_query == 100000000000
    )
    error_message = "Who asks cannot decide where results go, whether they are encrypted, or how much is read."
  }
  assert {
    condition = (
      aws_glue_security_configuration.this.encryption_configuration[0].s3_encryption[0].kms_key_arn == var.key_arn &&
      aws_glue_security_configuration.this.encryption_configuration[0].cloudwatch_encryption[0].kms_key_arn == var.logs_key_arn
    )
    error_message = "Jobs encrypt what they write and what they say."
  }
  assert {
    condition     = alltrue([for log in aws_cloudwatch_log_group.jobs : log.kms_key_id == var.logs_key_arn && log.retention_in_days > 0])
    error_message = "Logs are encrypted and have an end."
  }
  assert {
    condition = alltrue([
      for statement in jsondecode(aws_iam_policy.analyst.policy).Statement :
      !strcontains(jsonencode(statement), "/raw") && !strcontains(jsonencode(statement), "errors") && statement.Resource != ["*"]
    ])
    error_message = "Analysts have the curated zone, and nothing by a star."
  }
  assert {
    condition = alltrue([
      for statement in jsondecode(aws_iam_role_policy.jobs.policy).Statement :
      can(statement.Condition) || statement.Resource != ["*"] || statement.Sid == "ReadTheSecurityConfiguration"
    ])
    error_message = "Jobs have nothing by a star."
  }
  assert {
    condition = alltrue([
      for statement in jsondecode(aws_iam_role_policy.jobs.policy).Statement :
      alltrue([for resource in statement.Resource : !strcontains(resource, "/raw/")]) if contains(statement.Action, "s3:PutObject")
    ])
    error_message = "Jobs never write the raw zone."
  }
}

run "runs_jobs_one_at_a_time_and_in_order" {
  command = plan

  assert {
    condition     = alltrue([for job in aws_glue_job.this : job.execution_property[0].max_concurrent_runs == 1 && job.security_configuration == "mercato-test-lake"])
    error_message = "Two runs of a job would write the same days."
  }
  assert {
    condition     = alltrue([for name, job in aws_glue_job.this : job.command[0].script_location == "s3://mercato-test-artifacts-111111111111-eu-central-1/lake/abc123/${name}.py"])
    error_message = "Jobs run the code of the version that was asked for."
  }
  assert {
    condition     = toset([for action in aws_glue_trigger.start.actions : action.job_name]) == toset(["mercato-test-compact-clickstream", "mercato-test-compact-domain-events"])
    error_message = "The schedule starts what needs nothing else."
  }
  assert {
    condition     = length(aws_glue_trigger.then) + length(aws_glue_trigger.start.actions) == length(aws_glue_job.this)
    error_message = "Every job is started by something."
  }
  assert {
    condition     = toset([for condition in aws_glue_trigger.then["build_orders"].predicate[0].conditions : condition.job_name]) == toset(["mercato-test-compact-clickstream", "mercato-test-compact-domain-events", "mercato-test-build-products"])
    error_message = "A job waits for those whose tables it reads."
  }
  assert {
    condition     = alltrue([for action in aws_glue_trigger.start.actions : action.arguments["--last-days"] == "3"])
    error_message = "A schedule looks at the last days, or it would build everything each time."
  }
}

run "sleeps_in_a_standby_and_copies_back" {
  command = plan
  variables {
    schedule = { enabled = false }
    replication = {
      destination_bucket_arn = "arn:aws:s3:::mercato-test-lake-111111111111-eu-west-1"
      replica_key_arn        = "arn:aws:kms:eu-west-1:111111111111:key/mrk-objects"
      role_arn               = "arn:aws:iam::111111111111:role/mercato-test-replication-eu-central-1"
    }
  }

  assert {
    condition     = !aws_glue_trigger.start.enabled
    error_message = "Only one region builds."
  }
}

run "refuses_a_schedule_that_skips_days" {
  command = plan
  variables {
    schedule = { enabled = true, last_days = 1 }
  }

  expect_failures = [var.schedule]
}
