"""A day of records as objects of the lake's raw zone, made by the code that makes live ones.

The ingestion function's own conversion reads each record, and the local Firehose's writes the rows.
There is one object for each table, event type and day, always under the same key.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from contracts.lake_schema import CLICKSTREAM, DOMAIN_EVENTS, RawTable
from infra.local.firehose.conversion import read_lines, to_parquet
from infra.ops.simulation.post import Day, Received
from pipelines.ingestion.chalicelib import clickstream, domain_events
from pipelines.ingestion.chalicelib.firehose import Row

FILE_NAME: Final = "simulated.parquet"
ROOTS: Final = tuple(f"raw/{table.name}/" for table in (CLICKSTREAM, DOMAIN_EVENTS))

Convert = Callable[[bytes, int], Row]


class LakeObject(NamedTuple):
    key: str
    content: bytes
    rows: int


def objects_of(day: Day) -> Iterator[LakeObject]:
    """The day's objects.

    Raises:
        RejectedError: for a record that ingestion would not take. There is none.
    """
    yield from _objects(CLICKSTREAM, clickstream.to_row, day.clicks)
    yield from _objects(DOMAIN_EVENTS, domain_events.to_row, day.events)


def is_simulated(key: str) -> bool:
    """Whether an object of the lake was made here."""
    return key.startswith(ROOTS) and key.endswith(f"/{FILE_NAME}")


def _objects(table: RawTable, convert: Convert, day: Sequence[Received]) -> Iterator[LakeObject]:
    for (event_type, date), lines in sorted(_partitions(convert, day).items()):
        key = f"raw/{table.name}/event_type={event_type}/dt={date}/{FILE_NAME}"
        yield LakeObject(key, to_parquet(read_lines(table, lines)), len(lines))


def _partitions(
    convert: Convert, received: Iterable[Received]
) -> dict[tuple[str, str], list[bytes]]:
    found: dict[tuple[str, str], list[bytes]] = defaultdict(list)
    for each in received:
        row = convert(each.record, int(each.at.timestamp() * 1000))
        found[row.event_type, row.day].append(row.line)
    return found
