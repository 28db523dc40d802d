output "topic_arns" {
  description = "ARNs of the topics, by their names in the topology, once their policies stand."
  value       = { for name, topic in aws_sns_topic.this : name => topic.arn }
  depends_on  = [aws_sns_topic_policy.this] # SES tries to publish when it is told of a topic
}

output "queue_arns" {
  description = "ARNs of the queues, by their names in the topology."
  value       = { for name, queue in aws_sqs_queue.this : name => queue.arn }
}

output "queue_urls" {
  description = "Addresses of the queues, by their names in the topology; a dead-letter queue's has -dlq behind it."
  value       = { for name, queue in aws_sqs_queue.this : name => queue.url }
}

output "dead_letter_queue_arns" {
  description = "ARNs of the dead-letter queues, by the names of their queues."
  value       = { for name, queue in aws_sqs_queue.dead_letters : name => queue.arn }
}

output "queue_names" {
  description = "Names of the queues in AWS, by their names in the topology: CloudWatch's dimension QueueName."
  value       = { for name, queue in aws_sqs_queue.this : name => queue.name }
}

output "dead_letter_queue_names" {
  description = "Names of the dead-letter queues in AWS, by the names of their queues."
  value       = { for name, queue in aws_sqs_queue.dead_letters : name => queue.name }
}

output "topic_names" {
  description = "Names of the topics in AWS, by their names in the topology: CloudWatch's dimension TopicName."
  value       = { for name, topic in aws_sns_topic.this : name => topic.name }
}
