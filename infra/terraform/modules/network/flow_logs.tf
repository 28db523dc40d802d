# Who spoke to whom, as Parquet, so that Athena reads a day of it without scanning the month.
resource "aws_flow_log" "this" {
  vpc_id                   = aws_vpc.this.id
  traffic_type             = "ALL"
  log_destination_type     = "s3"
  log_destination          = "${var.flow_logs_bucket_arn}/flow-logs/"
  max_aggregation_interval = 600 # nobody is woken by these; a tenth of the records at a tenth of the price

  destination_options {
    file_format                = "parquet"
    hive_compatible_partitions = true
    per_hour_partition         = true
  }

  tags = { Name = var.name }
}
