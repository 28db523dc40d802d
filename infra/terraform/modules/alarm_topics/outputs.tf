output "arns" {
  description = "By severity (page, ticket): the topic that alarms tell."
  value       = { for severity, topic in aws_sns_topic.this : severity => topic.arn }
}

output "actions" {
  description = "The same as lists, the way alarms take them."
  value       = { for severity, topic in aws_sns_topic.this : severity => [topic.arn] }
}
