"""``python -m core_services.<service> replay``: the outbox told again, to the lake and nobody else.

Events stay in the outbox for a year. This reads them and puts them into the lake's Firehose stream,
never to the topic: no consumer hears old news. The lake knows an event by its id, so telling one
twice changes nothing.
"""

import argparse
import asyncio
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from contracts.errors import DomainError
from core_services.chassis import aws
from core_services.chassis.database import create_engine, transaction
from core_services.chassis.firehose import DeliveryError, DeliveryStream
from core_services.chassis.settings import OutboxSettings

PAGE = 500
_MARK = b',"origin":"replay"}\n'  # beside the envelope's members; see contracts.lake
_DISORDER = timedelta(minutes=10)
"""By how much the times of two events may contradict the order of their rows: transactions are
shorter, and so are the differences between the clocks of processes."""

_PATIENCE_SECONDS = 60.0
_LOOK_SECONDS = 0.1
_SECONDS_PER_LINE = 1.0
_FOREVER = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))

_ENDS = sa.text("SELECT coalesce(min(seq), 1) AS first, coalesce(max(seq), 0) AS last FROM outbox")
_FROM = sa.text("SELECT seq, created_at FROM outbox WHERE seq >= :seq ORDER BY seq LIMIT 1")
_WRITERS = sa.text(
    """
    SELECT virtualtransaction FROM pg_locks
    WHERE relation = 'outbox'::regclass AND mode = 'RowExclusiveLock'
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    """
)
_PAGE = sa.text(
    """
    SELECT seq, created_at, payload FROM outbox
    WHERE seq > :after AND seq <= :last AND created_at >= :start AND created_at < :end
    ORDER BY seq LIMIT :limit
    """
)


@dataclass(frozen=True, slots=True)
class Period:
    """Events of ``start`` up to but without ``end``, in rows behind ``after``."""

    start: datetime = _FOREVER[0]
    end: datetime = _FOREVER[1]
    after: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """What is in the stream: all of the period's events up to the row ``seq``."""

    events: int
    bytes: int
    seq: int
    moment: datetime | None
    share: float


class BusyOutboxError(Exception):
    """Somebody has been writing events for so long that it is not known which there will be."""


async def replay(
    engine: AsyncEngine,
    stream: DeliveryStream,
    period: Period,
    tell: Callable[[Progress], None] = lambda _: None,
) -> Progress:
    """Put the period's events into the stream; ``tell`` hears of every page.

    Raises:
        DeliveryError: when the stream does not take them; those told before are in.
        BusyOutboxError: when a transaction that writes events does not end.
    """
    progress = Progress(0, 0, period.after, None, 1.0)
    async with aclosing(_pages(engine, period)) as pages:
        async for rows, share in pages:
            records = [marked(row.payload) for row in rows]
            await stream.put(records)
            progress = Progress(
                events=progress.events + len(rows),
                bytes=progress.bytes + sum(map(len, records)),
                seq=rows[-1].seq,
                moment=rows[-1].created_at,
                share=share,
            )
            tell(progress)
    return progress


def marked(payload: bytes) -> bytes:
    """An event as one line that says that it was told before."""
    return payload.rstrip()[:-1] + _MARK


async def _pages(
    engine: AsyncEngine, period: Period
) -> AsyncGenerator[tuple[Sequence[sa.Row[Any]], float]]:
    """Rows of the period, a page at a time, with the share that is read then.

    No transaction is open while a page is sent: a replay may take hours, and the database must be
    able to tidy up meanwhile.
    """
    first, last = await _range(engine, period)
    after = max(period.after, first - 1)
    bounds = {"last": last, "start": period.start, "end": period.end, "limit": PAGE}
    while True:
        async with transaction(engine) as conn:
            rows = (await conn.execute(_PAGE, {"after": after, **bounds})).all()
        if not rows:
            return
        after = rows[-1].seq
        yield rows, (after - first + 1) / (last - first + 1)


async def _range(engine: AsyncEngine, period: Period) -> tuple[int, int]:
    """The first and the last row to look at.

    Row numbers are handed out before their transactions commit: a lower one may appear after a
    higher one. So the last one is read first, and then everybody who was writing at that time is
    waited for: whatever they took a number for is there now, or never will be.
    """
    async with transaction(engine) as conn:
        ends = (await conn.execute(_ENDS)).one()
    await _wait_for_writers(engine)
    first, last = ends.first, ends.last
    async with transaction(engine) as conn:
        # Rows may have been committed below what was the first one, as above.
        first = min(first, (await conn.execute(_ENDS)).one().first)
        if period.start > _FOREVER[0]:
            first = await _row_at(conn, first, last, period.start - _DISORDER)
        if period.end < _FOREVER[1]:
            last = await _row_at(conn, first, last, period.end + _DISORDER)
    return first, last


async def _wait_for_writers(engine: AsyncEngine) -> None:
    writing = await _writers(engine)
    deadline = asyncio.get_running_loop().time() + _PATIENCE_SECONDS
    while writing := writing & await _writers(engine):
        if asyncio.get_running_loop().time() > deadline:
            raise BusyOutboxError(
                f"A transaction has been writing events for {_PATIENCE_SECONDS:.0f} seconds; "
                "end it (pg_stat_activity shows it), and replay again."
            )
        await asyncio.sleep(_LOOK_SECONDS)


async def _writers(engine: AsyncEngine) -> frozenset[str]:
    async with transaction(engine) as conn:
        return frozenset((await conn.execute(_WRITERS)).scalars())


async def _row_at(conn: AsyncConnection, low: int, high: int, moment: datetime) -> int:
    """Halve the rows until the first one at this time is found; times have no index."""
    while low < high:
        middle = (low + high) // 2
        row = (await conn.execute(_FROM, {"seq": middle})).one()
        if row.created_at >= moment:
            high = middle
        else:
            low = min(row.seq + 1, high)
    return low


# The command ------------------------------------------------------------------------------------


def command(name: str) -> Callable[[OutboxSettings, Sequence[str]], Awaitable[None]]:
    """What a service's process does when it is called with ``replay``."""

    async def run(settings: OutboxSettings, arguments: Sequence[str]) -> None:
        period = _period(name, arguments)
        if not settings.domain_events_delivery_stream:
            sys.exit(f"{name}: DOMAIN_EVENTS_DELIVERY_STREAM: missing; it names the lake's stream")
        engine = create_engine(settings.database_url, pool_size=1)
        try:
            await _replay_aloud(name, engine, _stream(settings), period)
        finally:
            await engine.dispose()

    return run


def _stream(settings: OutboxSettings) -> DeliveryStream:
    client = aws.client("firehose", settings, read_timeout=20.0, attempts=1)
    return DeliveryStream(client, settings.domain_events_delivery_stream)


async def _replay_aloud(
    name: str, engine: AsyncEngine, stream: DeliveryStream, period: Period
) -> None:
    lines = _Lines(name, period.after)
    try:
        done = await replay(engine, stream, period, lines.hear)
    except (DeliveryError, BusyOutboxError, DomainError) as error:
        hint = f"go on with the same command and --after {lines.seq}"
        sys.exit(f"{name}: error: {error}\n{name}: hint: {hint}")
    lines.say(f"{done.events:,} events told again, {done.bytes / 1e6:.1f} MB")


class _Lines:
    """Progress on stderr, about once a second."""

    def __init__(self, name: str, seq: int) -> None:
        self._name = name
        self._next = 0.0
        self.seq = seq

    def hear(self, progress: Progress) -> None:
        self.seq = progress.seq
        now = asyncio.get_running_loop().time()
        if now < self._next or progress.moment is None:
            return
        self._next = now + _SECONDS_PER_LINE
        self.say(
            f"{progress.share:4.0%}  {progress.events:,} events, {progress.bytes / 1e6:.1f} MB, "
            f"up to {progress.moment:%Y-%m-%d %H:%M:%S} UTC (row {progress.seq})"
        )

    def say(self, text: str) -> None:
        sys.stderr.write(f"{self._name}: {text}\n")
        sys.stderr.flush()


def _period(name: str, arguments: Sequence[str]) -> Period:
    parser = argparse.ArgumentParser(
        prog=f"python -m core_services.{name} replay",
        description="Tell the events of the outbox again, to the lake only.",
    )
    parser.add_argument("--from", dest="start", type=_moment, default=_FOREVER[0], metavar="TIME")
    parser.add_argument("--to", dest="end", type=_moment, default=_FOREVER[1], metavar="TIME")
    parser.add_argument(
        "--after", type=int, default=0, metavar="ROW", help="go on behind this row of the outbox"
    )
    return Period(**vars(parser.parse_args(arguments)))


def _moment(text: str) -> datetime:
    """A day or a time in ISO 8601; UTC unless it says otherwise."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
