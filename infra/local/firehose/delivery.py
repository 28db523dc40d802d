"""One delivery: a buffer of records becomes objects under a stream's prefixes."""

import gzip
import json
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from contracts.clock import Clock
from contracts.lake_schema import RawTable
from infra.local.firehose.conversion import convert, to_parquet
from infra.local.firehose.records import Failure, Record
from infra.local.firehose.transformation import Invoke, Transformed, transform

Put = Callable[[str, bytes], object]


@dataclass(frozen=True, slots=True)
class Target:
    """Where a delivery stream's rows and failures go."""

    stream: str
    table: RawTable
    prefix: str
    error_prefix: str
    function_arn: str
    source_arn: str | None = None


@dataclass(frozen=True, slots=True)
class Delivered:
    """How many records went where; the rest was dropped by the function."""

    rows: int
    failed: int


def deliver(
    records: Sequence[Record], target: Target, invoke: Invoke, put: Put, clock: Clock
) -> Delivered:
    """Transform, convert and write; what is written when this returns is all there is.

    Raises:
        Exception: what ``invoke`` or ``put`` raise. Nothing may be acknowledged then; a repeated
            delivery writes other objects, whose rows are told apart by their event id.
    """
    outcome = transform(records, invoke, target.stream, target.source_arn)
    rows, failures = 0, list(outcome.failures)
    now = clock.now()
    for partition, group in _partitions(outcome.transformed):
        table, unfit = convert(target.table, group)
        failures += unfit
        if table is not None:
            rows += table.num_rows
            put(_key(target, partition, now), to_parquet(table))
    for key, content in _error_objects(failures, target, now):
        put(key, content)
    return Delivered(rows, len(failures))


def _partitions(
    transformed: Iterable[Transformed],
) -> Iterator[tuple[tuple[tuple[str, str], ...], list[Transformed]]]:
    groups: dict[tuple[tuple[str, str], ...], list[Transformed]] = defaultdict(list)
    for each in transformed:
        groups[each.partition].append(each)
    yield from groups.items()


def _key(target: Target, partition: tuple[tuple[str, str], ...], now: datetime) -> str:
    directories = "".join(f"{name}={value}/" for name, value in partition)
    return f"{target.prefix}{directories}{_name(target.stream, now)}.parquet"


def _error_objects(
    failures: Iterable[Failure], target: Target, now: datetime
) -> Iterator[tuple[str, bytes]]:
    """One object for each kind of failure, as ``!{firehose:error-output-type}`` sorts them."""
    ended_at_ms = int(now.timestamp() * 1000)
    lines: dict[str, list[str]] = defaultdict(list)
    for failure in failures:
        document = failure.document(ended_at_ms, target.function_arn)
        lines[failure.type].append(json.dumps(document) + "\n")
    for kind, content in lines.items():
        directory = f"{target.error_prefix}{kind}/dt={now.astimezone(UTC):%Y-%m-%d}/"
        name = f"{_name(target.stream, now)}.jsonl.gz"
        yield directory + name, gzip.compress("".join(content).encode(), mtime=0)


def _name(stream: str, now: datetime) -> str:
    return f"{stream}-1-{now.astimezone(UTC):%Y-%m-%d-%H-%M-%S}-{uuid.uuid4()}"
