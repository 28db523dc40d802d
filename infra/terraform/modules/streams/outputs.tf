output "arns" {
  description = "ARNs of the streams, by their names in the topology."
  value       = { for name, stream in aws_kinesis_stream.this : name => stream.arn }
}

output "names" {
  description = "Names of the streams in AWS, by their names in the topology."
  value       = { for name, stream in aws_kinesis_stream.this : name => stream.name }
}
