"""Where records go that cannot become rows: one file for each invocation, with the reasons.

    errors/<delivery stream>/dt=<day>/<invocation>.jsonl.gz

A line has the reason, the record as it came (base64), its id and when it arrived. The name comes
from the invocation, so an invocation that Firehose repeats writes the same file again.
"""

import gzip
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, Protocol

import msgspec

from .firehose import Rejected
from .rows import timestamp
from .settings import Settings, settings


class Storage(Protocol):
    """Keeps objects."""

    def put(self, key: str, content: bytes) -> None:
        """Keep ``content`` under ``key``, in place of what was there.

        Raises:
            Exception: when that failed, or nobody knows.
        """


class _Line(msgspec.Struct, frozen=True):
    reason: str
    detail: str
    record_id: str
    arrived_at: str
    data: str


class Bucket:
    """The lake's bucket. boto3 is the runtime's, and loaded when there is something to keep."""

    def __init__(self, settings: Settings) -> None:
        import boto3
        from botocore.config import Config

        patience = Config(
            connect_timeout=1, read_timeout=5, retries={"mode": "standard", "max_attempts": 3}
        )
        self._name = settings.lake_bucket
        self._s3: Any = boto3.client(
            "s3",
            region_name=settings.aws_region,
            endpoint_url=settings.aws_endpoint_url,
            config=patience,
        )

    def put(self, key: str, content: bytes) -> None:
        self._s3.put_object(
            Bucket=self._name, Key=key, Body=content, ContentType="application/gzip"
        )


@cache
def lake_bucket() -> Storage:
    """This process's own."""
    return Bucket(settings())


def keep(
    storage: Storage, delivery_stream: str, invocation_id: str, rejected: Sequence[Rejected]
) -> None:
    """Keep what an invocation rejected."""
    day = _arrival(rejected[0])[:10]
    lines = b"".join(msgspec.json.encode(_line(each)) + b"\n" for each in rejected)
    key = f"errors/{delivery_stream}/dt={day}/{invocation_id}.jsonl.gz"
    storage.put(key, gzip.compress(lines, mtime=0))


def _line(rejected: Rejected) -> _Line:
    return _Line(
        reason=rejected.reason,
        detail=rejected.detail,
        record_id=rejected.record_id,
        arrived_at=_arrival(rejected),
        data=rejected.data,
    )


def _arrival(rejected: Rejected) -> str:
    return timestamp(datetime.fromtimestamp(rejected.arrived_at_ms / 1000, UTC))
