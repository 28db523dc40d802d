output "names" {
  description = "Names of the delivery streams in AWS, by their names in the topology."
  value       = { for name, stream in aws_kinesis_firehose_delivery_stream.this : name => stream.name }
}

output "undelivered_queue_names" {
  description = "The queues of what SNS could not put into a delivery stream, by its name in the topology."
  value       = { for name, queue in aws_sqs_queue.undelivered : name => queue.name }
}
