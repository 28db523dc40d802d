"""Putting into a Kinesis stream, and reading all of it."""

from infra.local.provision import Aws


def put_in_stream(aws: Aws, stream: str, *names: str) -> list[str]:
    """Put records into one shard; their sequence numbers."""
    records = [{"Data": name.encode(), "PartitionKey": "one"} for name in names]
    answer = aws.kinesis.put_records(StreamName=stream, Records=records)
    return [each["SequenceNumber"] for each in answer["Records"]]


def read_stream(aws: Aws, stream: str) -> list[str]:
    """Everything that the stream holds, in batches of a thousand."""
    found = []
    for shard in aws.kinesis.list_shards(StreamName=stream)["Shards"]:
        place = {"ShardId": shard["ShardId"], "ShardIteratorType": "TRIM_HORIZON"}
        iterator = aws.kinesis.get_shard_iterator(StreamName=stream, **place)["ShardIterator"]
        while True:
            answer = aws.kinesis.get_records(ShardIterator=iterator, Limit=1000)
            if not answer["Records"]:
                break
            iterator = answer["NextShardIterator"]
            found += [record["Data"].decode() for record in answer["Records"]]
    return found
