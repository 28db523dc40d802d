"""What Kinesis and Firehose do, and moto's do not.

moto's shards count their records from one, forget the count when they are empty, keep every record
for ever and lose some when two requests write at once. Here a sequence number grows with time, so
that no number is given twice, not even by a shard that was restored from an older snapshot; a
shard keeps what was not read yet, and a bounded part of what was. Records that are put into a
delivery stream are kept for the local Firehose (``infra.local.firehose``); moto would write them
to a bucket as one blob.
"""

import threading
import time
from collections import OrderedDict
from itertools import islice
from typing import Any

from moto.core.utils import unix_time
from moto.firehose.exceptions import InvalidArgumentException, ResourceNotFoundException
from moto.firehose.models import FirehoseBackend
from moto.kinesis.models import Record, Shard
from moto.moto_api._internal import mock_random
from moto.s3.models import s3_backends

from infra.local.firehose.sources import STAGING_BUCKET, stage

KEPT_READ = 4_000  # records that a shard keeps after they were read: more than anyone reads ahead
_MOST_RECORDS, _MOST_BYTES = 500, 4 * 1024 * 1024
_shards = threading.RLock()


def complete_kinesis() -> None:
    """Teach moto's Kinesis to count, to keep house, and to do one thing at a time."""
    for name, method in (
        ("put_record", _put_record),
        ("get_records", _get_records),
        ("get_min_sequence_number", _first_number),
        ("get_max_sequence_number", _last_number),
    ):
        setattr(Shard, name, method)


def complete_firehose() -> None:
    """Teach moto's Firehose to keep what is put into it."""
    setattr(FirehoseBackend, "put_record_batch", _put_record_batch)  # noqa: B010 - replaced


def _put_record(shard: Any, partition_key: str, data: str, explicit_hash_key: str) -> str:
    with _shards:
        number = max(_last_number(shard) + 1, time.time_ns() // 1000)
        shard.records[number] = Record(partition_key, data, number, explicit_hash_key)
        return str(number)


def _get_records(
    shard: Any, last_sequence_id: str, limit: int | None
) -> tuple[list[Any], int, int]:
    """The records after a number, that of the last of them, and how late the reader is."""
    last = int(last_sequence_id)
    with _shards:
        _trim(shard, last)
        later = (record for number, record in shard.records.items() if number > last)
        records = list(islice(later, limit or 10_000))
    if not records:
        return [], last, 0
    behind = 0 if limit is None else max(0.0, unix_time() - records[-1].created_at)
    return records, int(records[-1].sequence_number), int(behind * 1000)


def _trim(shard: Any, read: int) -> None:
    """Forget all but the last of what a reader has read, when it is too much."""
    if len(shard.records) <= KEPT_READ:
        return
    numbers = [number for number in shard.records if number <= read][:-KEPT_READ]
    for number in numbers:
        del shard.records[number]


def _first_number(shard: Any) -> int:
    return next(iter(shard.records), 0)


def _last_number(shard: Any) -> int:
    records: OrderedDict[int, Any] = shard.records
    return next(reversed(records), 0)


def _put_record_batch(
    backend: Any, delivery_stream_name: str, records: list[dict[str, bytes]]
) -> dict[str, Any]:
    stream = backend.delivery_streams.get(delivery_stream_name)
    if stream is None:
        raise ResourceNotFoundException(f"Firehose {delivery_stream_name} not found.")
    if stream.delivery_stream_type != "DirectPut":
        raise InvalidArgumentException(
            "This operation is not permitted on KinesisStreamAsSource delivery stream type."
        )
    contents = [record["Data"] for record in records]
    if len(contents) > _MOST_RECORDS or sum(map(len, contents)) > _MOST_BYTES:
        raise InvalidArgumentException("A batch has at most 500 records and 4 MiB.")
    bucket = s3_backends[backend.account_id][backend.partition]
    stage(
        contents,
        lambda key, content: bucket.put_object(STAGING_BUCKET, key, content),
        delivery_stream_name,
    )
    return {
        "FailedPutCount": 0,
        "Encrypted": False,
        "RequestResponses": [{"RecordId": str(mock_random.uuid4())} for _ in contents],
    }
