"""Where a delivery stream's records come from. Each source gives a record again until it is told
that everything it gave was delivered.
"""

import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import msgspec

from infra.local.credentials import write_private
from infra.local.firehose.records import Record

STAGING_BUCKET = "mercato-firehose"  # what was put directly, until it is delivered
READ_LIMIT = 500  # of one shard at once


class RecordSource(Protocol):
    """Records that are not yet delivered."""

    def poll(self) -> list[Record]:
        """What came since the last poll; at once, also when there is nothing."""

    def acknowledge(self) -> None:
        """Everything that was polled is delivered."""


class Checkpoints:
    """How far each shard of a stream was delivered, in a file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> dict[str, str]:
        """The last delivered sequence number of each shard."""
        if not self._path.exists():
            return {}
        return msgspec.json.decode(self._path.read_bytes(), type=dict[str, str])

    def write(self, delivered: dict[str, str]) -> None:
        write_private(self._path, msgspec.json.encode(delivered))


class KinesisSource:
    """Every shard of a Kinesis stream, from where it was last delivered."""

    def __init__(self, kinesis: Any, stream: str, checkpoints: Checkpoints) -> None:
        self._kinesis = kinesis
        self._stream = stream
        self._checkpoints = checkpoints
        self._read = checkpoints.read()
        self._iterators: dict[str, str] = {}

    def poll(self) -> list[Record]:
        records: list[Record] = []
        try:
            for shard in self._shards():
                records += self._read_shard(shard)
        except Exception:
            self._iterators.clear()  # they may be stale: begin again where we were
            if not records:
                raise
        return records

    def acknowledge(self) -> None:
        self._checkpoints.write(self._read)

    def _shards(self) -> list[str]:
        if not self._iterators:
            shards = self._kinesis.list_shards(StreamName=self._stream)["Shards"]
            self._iterators = {each["ShardId"]: self._iterator(each["ShardId"]) for each in shards}
        return list(self._iterators)

    def _iterator(self, shard: str) -> str:
        read = self._read.get(shard)
        place: dict[str, str] = {"ShardIteratorType": "TRIM_HORIZON"}
        if read is not None:
            place = {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "StartingSequenceNumber": read}
        answer = self._kinesis.get_shard_iterator(StreamName=self._stream, ShardId=shard, **place)
        return str(answer["ShardIterator"])

    def _read_shard(self, shard: str) -> list[Record]:
        answer = self._kinesis.get_records(ShardIterator=self._iterators[shard], Limit=READ_LIMIT)
        self._iterators[shard] = answer["NextShardIterator"]
        records = [_from_kinesis(shard, each) for each in answer["Records"]]
        if records:
            self._read[shard] = answer["Records"][-1]["SequenceNumber"]
        return records


class QueueRecordSource:
    """SNS topics, through the queue that stands in for their subscription to Firehose."""

    def __init__(self, sqs: Any, url: str, most: int = 500) -> None:
        self._sqs = sqs
        self._url = url
        self._most = most
        self._receipts: list[str] = []

    def poll(self) -> list[Record]:
        records: list[Record] = []
        while len(records) < self._most and (messages := self._receive(failing=not records)):
            records += [_from_message(each) for each in messages]
            self._receipts += [each["ReceiptHandle"] for each in messages]
        return records

    def acknowledge(self) -> None:
        while self._receipts:
            entries = [
                {"Id": str(number), "ReceiptHandle": receipt}
                for number, receipt in enumerate(self._receipts[:10])
            ]
            self._sqs.delete_message_batch(QueueUrl=self._url, Entries=entries)
            del self._receipts[:10]

    def _receive(self, *, failing: bool) -> list[dict[str, Any]]:
        """Messages; an error counts as none, unless we are to fail by it."""
        try:
            answer = self._sqs.receive_message(
                QueueUrl=self._url,
                MaxNumberOfMessages=10,
                WaitTimeSeconds=0,
                AttributeNames=["SentTimestamp"],
            )
        except Exception:
            if failing:
                raise
            return []
        return list(answer.get("Messages", []))


class DirectSource:
    """What was put into the delivery stream itself; see ``infra.local.streaming``."""

    def __init__(self, s3: Any, stream: str, most: int = 4) -> None:
        self._s3 = s3
        self._prefix = f"{stream}/"
        self._most = most
        self._taken: list[str] = []

    def poll(self) -> list[Record]:
        listing = self._s3.list_objects_v2(
            Bucket=STAGING_BUCKET,
            Prefix=self._prefix,
            MaxKeys=self._most,
            StartAfter=self._taken[-1] if self._taken else self._prefix,
        )
        keys = [entry["Key"] for entry in listing.get("Contents", [])]
        records = [record for key in keys for record in self._read(key)]
        self._taken += keys  # only now: a key that was not read must be listed again
        return records

    def acknowledge(self) -> None:
        while self._taken:
            self._s3.delete_object(Bucket=STAGING_BUCKET, Key=self._taken[0])
            del self._taken[0]

    def _read(self, key: str) -> list[Record]:
        content = self._s3.get_object(Bucket=STAGING_BUCKET, Key=key)["Body"].read()
        return staged_records(key, content)


class _Staged(msgspec.Struct):
    arrived_at_ms: int
    records: list[bytes]  # base64 in JSON


def stage(records: list[bytes], put: Callable[[str, bytes], object], stream: str) -> None:
    """Keep a direct put's records under a name that sorts by time."""
    now = time.time_ns()
    content = msgspec.json.encode(_Staged(now // 1_000_000, records))
    put(f"{stream}/{now:020d}-{uuid.uuid4().hex}", content)


def staged_records(key: str, content: bytes) -> list[Record]:
    """The records of one direct put."""
    staged = msgspec.json.decode(content, type=_Staged)
    return [
        Record(f"{key}-{number}", data, staged.arrived_at_ms)
        for number, data in enumerate(staged.records)
    ]


def _from_kinesis(shard: str, entry: dict[str, Any]) -> Record:
    arrived_at_ms = int(entry["ApproximateArrivalTimestamp"].timestamp() * 1000)
    sequence_number = entry["SequenceNumber"]
    return Record(
        id=f"{shard}{sequence_number}",
        data=entry["Data"],
        arrived_at_ms=arrived_at_ms,
        stream_metadata={
            "sequenceNumber": sequence_number,
            "subsequenceNumber": 0,
            "partitionKey": entry["PartitionKey"],
            "shardId": shard,
            "approximateArrivalTimestamp": arrived_at_ms,
        },
    )


def _from_message(message: dict[str, Any]) -> Record:
    sent_at_ms = int(message["Attributes"]["SentTimestamp"])
    return Record(message["MessageId"], message["Body"].encode(), sent_at_ms)
