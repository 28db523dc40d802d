"""The transactional outbox: an event is committed with its effect, and published afterwards.

The relay claims unpublished rows with ``FOR UPDATE SKIP LOCKED``. It must never read "ids greater
than the last one seen": ids are handed out before transactions commit, so a row that commits late
would be stepped over and lost.
"""

import asyncio
import logging
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Protocol, TypeVar

import asyncpg
import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from contracts.clock import Clock
from contracts.errors import DomainError
from contracts.events import Event, EventType, encode
from contracts.ids import new_event_id
from core_services.chassis import metrics, tracing
from core_services.chassis.database import transaction
from core_services.chassis.degradation import Mode
from core_services.chassis.tables import OUTBOX, OUTBOX_CHANNEL

log = logging.getLogger(__name__)

TABLE = OUTBOX
BATCH = 100
POLL_SECONDS = 2.0
_MAX_BACKOFF_SECONDS = 30.0

D = TypeVar("D", bound=msgspec.Struct)

_CLAIM = sa.text(
    """
    SELECT seq, event_id, type, subject, payload, created_at FROM outbox
    WHERE published_at IS NULL ORDER BY seq LIMIT :batch FOR UPDATE SKIP LOCKED
    """
)
_MARK = sa.text("UPDATE outbox SET published_at = :now WHERE seq = ANY(:seqs)")


class OutboxRow(msgspec.Struct, frozen=True):
    """One event that waits to be published."""

    event_id: str
    type: str
    subject: str
    payload: bytes


class Publisher(Protocol):
    """Sends events to whoever subscribed."""

    async def publish(self, rows: Sequence[OutboxRow]) -> set[str]:
        """Publish; returns the ids of the events that were accepted."""
        ...


def new_row(
    event_type: EventType[D], *, subject: str, version: int, data: D, clock: Clock
) -> dict[str, Any]:
    """An event as a row of ``TABLE``, for services that insert it with their own statement."""
    trace, now = tracing.current(), clock.now()
    event = Event(
        id=new_event_id(),
        type=event_type.name,
        source=event_type.source,
        subject=subject,
        version=version,
        time=now,
        data=data,
        traceparent=trace.traceparent if trace else "",
    )
    return {
        "event_id": event.id,
        "type": event.type,
        "subject": subject,
        "payload": encode(event),
        "created_at": now,
    }


async def append(
    conn: AsyncConnection,
    event_type: EventType[D],
    *,
    subject: str,
    version: int,
    data: D,
    clock: Clock,
) -> str:
    """Put an event into the outbox, in the caller's transaction. Returns the event's id.

    Args:
        subject: the aggregate's id.
        version: the aggregate's version after the effect.
    """
    row = new_row(event_type, subject=subject, version=version, data=data, clock=clock)
    await append_rows(conn, [row])
    return str(row["event_id"])


async def append_rows(conn: AsyncConnection, rows: Sequence[dict[str, Any]]) -> None:
    """Put rows made by `new_row` into the outbox."""
    if rows:
        await conn.execute(sa.insert(OUTBOX), rows)


class Relay:
    """Publishes what the outbox holds: woken by NOTIFY, polling as a fallback."""

    def __init__(
        self, engine: AsyncEngine, publisher: Publisher, clock: Clock, *, service: str = "outbox"
    ) -> None:
        self._engine = engine
        self._publisher = publisher
        self._clock = clock
        self._service = service
        self._woken = asyncio.Event()
        self._failures = 0
        self._mode = Mode("outbox")

    async def run(self, stop: asyncio.Event) -> None:
        """Relay until ``stop``."""
        listener = asyncio.create_task(self._listen(stop))
        try:
            while not stop.is_set():
                self._woken.clear()
                if await self._relay_once_safely() < BATCH:
                    await self._wait(stop)
        finally:
            listener.cancel()
            await asyncio.gather(listener, return_exceptions=True)

    async def relay_once(self) -> int:
        """Publish one batch; returns how many rows were claimed.

        The rows stay locked while they are published: another relay skips them, and a crash frees
        them for the next one. Publishing twice is possible; losing is not.
        """
        async with transaction(self._engine) as conn:
            claimed = (await conn.execute(_CLAIM, {"batch": BATCH})).all()
            if not claimed:
                return 0
            rows = [OutboxRow(r.event_id, r.type, r.subject, r.payload) for r in claimed]
            accepted = await self._publisher.publish(rows)
            seqs = [r.seq for r in claimed if r.event_id in accepted]
            await conn.execute(_MARK, {"now": self._clock.now(), "seqs": seqs})
        self._log(claimed, len(seqs))
        self._count_types(r.type for r in claimed if r.event_id in accepted)
        if len(seqs) < len(claimed):
            raise PublishError(f"{len(claimed) - len(seqs)} events were not accepted")
        return len(claimed)

    async def _relay_once_safely(self) -> int:
        try:
            claimed = await self.relay_once()
            self._failures = 0
            self._mode.succeeded()
            return claimed
        except (PublishError, DomainError, OSError) as error:
            self._failures += 1
            self._mode.failed()
            log.warning("cannot publish; the events wait", exc_info=error)
            return 0

    async def _wait(self, stop: asyncio.Event) -> None:
        seconds = POLL_SECONDS
        if self._failures:
            seconds = min(_MAX_BACKOFF_SECONDS, 0.2 * 2**self._failures) * random.uniform(0.5, 1)  # noqa: S311 - jitter
        waits = [asyncio.create_task(stop.wait())]
        if not self._failures:
            waits.append(asyncio.create_task(self._woken.wait()))
        _, pending = await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()

    async def _listen(self, stop: asyncio.Event) -> None:
        url = self._engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        while not stop.is_set():
            try:
                connection = await asyncpg.connect(url, timeout=5.0)
                try:
                    lost = asyncio.Event()
                    connection.add_termination_listener(lambda _, lost=lost: lost.set())
                    await connection.add_listener(OUTBOX_CHANNEL, lambda *_: self._woken.set())
                    await lost.wait()
                finally:
                    await connection.close(timeout=1.0)
            except (OSError, asyncpg.PostgresError, TimeoutError) as error:
                log.warning("not listening; polling instead", exc_info=error)
            await asyncio.sleep(1.0)

    def _log(self, claimed: Sequence[Any], published: int) -> None:
        age = (self._clock.now() - claimed[0].created_at).total_seconds()
        fields = metrics.embed(
            {"claimed": len(claimed)},
            service=self._service,
            metrics={
                "EventsPublished": (published, "Count"),
                "OutboxAge": (round(age, 3), "Seconds"),
            },
        )
        log.info("relayed", extra={"fields": fields})

    def _count_types(self, published: Iterable[str]) -> None:
        """What the business did, for graphs and alarms: orders placed, paid, refunded."""
        for name, count in Counter(published).items():
            fields = metrics.embed(
                {}, service=self._service, metrics={"Published": (count, "Count")}, type=name
            )
            log.info("published", extra={"fields": fields})


class PublishError(Exception):
    """The topic did not accept every event; the rest stays in the outbox."""
