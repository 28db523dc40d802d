output "lake" {
  description = "The lake's bucket."
  value       = { id = module.lake.id, arn = module.lake.arn, regional_domain_name = module.lake.regional_domain_name }
}

output "results" {
  description = "The bucket of the results of queries."
  value       = { id = module.results.id, arn = module.results.arn, regional_domain_name = module.results.regional_domain_name }
}

output "workgroup" {
  description = "Athena's workgroup."
  value       = aws_athena_workgroup.this.name
}

output "database_names" {
  description = "Glue's databases: raw, curated and analytics, as they are called here."
  value       = { for name, database in aws_glue_catalog_database.this : name => database.name }
}

output "job_names" {
  description = "Glue's jobs, by the files that they run."
  value       = { for name, job in aws_glue_job.this : name => job.name }
}

output "workflow_name" {
  description = "The workflow that runs all jobs in their order."
  value       = aws_glue_workflow.this.name
}

output "analyst_policy_arn" {
  description = "The policy for people who ask the lake."
  value       = aws_iam_policy.analyst.arn
}

output "log_group_names" {
  description = "Where the jobs' logs are: what they said, and what Spark said."
  value       = [for log in aws_cloudwatch_log_group.jobs : log.name]
}
