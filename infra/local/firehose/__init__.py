"""Amazon Data Firehose on one machine: from streams, topics and direct puts to Parquet in the lake.

A delivery stream takes records from its sources, hands them to its transform function in Firehose's
own events, converts what comes back to Parquet by the columns of its raw table, writes one object
for each partition, and only then acknowledges to its sources. What could not be transformed or
converted is written under the error prefix, in Firehose's own form.

``conversion`` and ``transformation`` know nothing of queues and buckets: history that is made up,
loaded or measured goes through the same code in process.
"""
