"""What stands between the streams and the lake: Firehose transforms, a Chalice application."""
