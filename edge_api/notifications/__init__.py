"""Writes to customers about their orders: a Chalice application on SQS queues and a REST API."""
