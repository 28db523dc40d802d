"""Plays what stands between AWS's queues and streams and the functions that they start.

    python -m infra.local.event_sources

For each queue of the topology whose consumer is a function it is Lambda's event source mapping; for
each delivery stream it is Firehose (``infra.local.firehose``). Functions are reached through
Lambda's Invoke API of their local hosts, so what a function sees and answers is what it would be on
AWS. Nothing is acknowledged before it is done: killed at any moment, it starts again where it was.
"""
