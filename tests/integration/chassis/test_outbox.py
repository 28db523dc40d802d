"""No committed event is lost, whatever the order of commits and however many relays there are."""

import asyncio
import random
from collections.abc import Sequence

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from contracts.clock import FrozenClock
from contracts.events import EVENT_TYPES, decode
from contracts.events.order import ORDER_CANCELLED, OrderCancelled
from core_services.chassis import outbox
from core_services.chassis.database import transaction
from core_services.chassis.degradation import modes
from core_services.chassis.outbox import OutboxRow, PublishError, Relay

WRITERS = 8
EVENTS_PER_WRITER = 60


class FakeTopic:
    """Remembers what was published; may refuse some of it."""

    def __init__(self, refuse: int = 0) -> None:
        self.published: list[OutboxRow] = []
        self.refuse = refuse

    async def publish(self, rows: Sequence[OutboxRow]) -> set[str]:
        await asyncio.sleep(0)
        accepted = rows[self.refuse :]
        self.refuse = 0
        self.published.extend(accepted)
        return {row.event_id for row in accepted}


async def append(conn: AsyncConnection, clock: FrozenClock, subject: str = "ord_1") -> str:
    data = OrderCancelled(
        order_id=subject, number="1", customer_id="c", reason="customer", was_paid=False
    )
    return await outbox.append(
        conn, ORDER_CANCELLED, subject=subject, version=1, data=data, clock=clock
    )


async def write_slowly(database: AsyncEngine, clock: FrozenClock, committed: list[str]) -> None:
    """Commit out of the order in which ids were taken, and roll some back."""
    for _ in range(EVENTS_PER_WRITER):
        try:
            async with transaction(database) as conn:
                event_id = await append(conn, clock)
                await asyncio.sleep(random.uniform(0, 0.005))
                if random.random() < 0.1:
                    raise ZeroDivisionError
            committed.append(event_id)
        except ZeroDivisionError:
            continue


async def read_with_a_cursor(database: AsyncEngine, stop: asyncio.Event, seen: list[str]) -> None:
    """What the relay must not do: read on from the highest id that it has seen."""
    last = 0
    while True:
        done = stop.is_set()
        async with transaction(database) as conn:
            query = sa.select(outbox.TABLE.c.seq, outbox.TABLE.c.event_id)
            rows = (
                await conn.execute(query.where(outbox.TABLE.c.seq > last).order_by("seq"))
            ).all()
        for seq, event_id in rows:
            last = seq
            seen.append(event_id)
        if done:
            return
        await asyncio.sleep(0)


async def test_two_relays_publish_every_committed_event_once_and_a_cursor_would_lose_some(
    database: AsyncEngine, clock: FrozenClock
) -> None:
    topic, stop = FakeTopic(), asyncio.Event()
    committed: list[str] = []
    seen_by_cursor: list[str] = []
    relays = [asyncio.create_task(Relay(database, topic, clock).run(stop)) for _ in range(2)]
    cursor = asyncio.create_task(read_with_a_cursor(database, stop, seen_by_cursor))

    await asyncio.gather(*(write_slowly(database, clock, committed) for _ in range(WRITERS)))
    async with asyncio.timeout(10):
        while len(topic.published) < len(committed):
            await asyncio.sleep(0.02)
    stop.set()
    await asyncio.gather(*relays, cursor)

    assert sorted(row.event_id for row in topic.published) == sorted(committed)
    assert set(seen_by_cursor) < set(committed), "the cursor lost nothing: this test proves nothing"


async def test_what_the_topic_refuses_stays_and_is_published_later(
    database: AsyncEngine, clock: FrozenClock
) -> None:
    topic = FakeTopic(refuse=1)
    async with transaction(database) as conn:
        ids = [await append(conn, clock) for _ in range(3)]
    relay = Relay(database, topic, clock)

    with pytest.raises(PublishError):
        await relay.relay_once()
    await relay.relay_once()

    assert [row.event_id for row in topic.published] == [ids[1], ids[2], ids[0]]


async def test_what_was_published_is_counted_by_type(
    database: AsyncEngine, clock: FrozenClock, caplog: pytest.LogCaptureFixture
) -> None:
    async with transaction(database) as conn:
        for _ in range(2):
            await append(conn, clock)

    with caplog.at_level("INFO"):
        await Relay(database, FakeTopic(), clock, service="order").relay_once()

    (line,) = [each.fields for each in caplog.records if each.message == "published"]  # type: ignore[attr-defined]
    assert (line["service"], line["type"], line["Published"]) == ("order", "order.cancelled.v1", 2)
    assert line["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [["service", "type"]]


class ClosedTopic(FakeTopic):
    """Takes nothing until it is opened."""

    is_open = False

    async def publish(self, rows: Sequence[OutboxRow]) -> set[str]:
        if not self.is_open:
            raise PublishError("closed")
        return await super().publish(rows)


async def test_events_that_wait_for_their_topic_are_told_of_until_they_are_published(
    database: AsyncEngine, clock: FrozenClock
) -> None:
    topic, stop = ClosedTopic(), asyncio.Event()
    async with transaction(database) as conn:
        await append(conn, clock)
    running = asyncio.create_task(Relay(database, topic, clock).run(stop))

    async with asyncio.timeout(10):
        while "outbox" not in modes():
            await asyncio.sleep(0.01)
        topic.is_open = True
        while "outbox" in modes():
            await asyncio.sleep(0.01)
    stop.set()
    await running

    assert len(topic.published) == 1


async def test_a_rolled_back_effect_publishes_nothing(
    database: AsyncEngine, clock: FrozenClock
) -> None:
    topic = FakeTopic()
    with pytest.raises(ZeroDivisionError):
        async with transaction(database) as conn:
            await append(conn, clock)
            raise ZeroDivisionError

    assert await Relay(database, topic, clock).relay_once() == 0


async def test_the_relay_wakes_up_when_an_event_is_committed(
    database: AsyncEngine, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "POLL_SECONDS", 60.0)
    topic, stop = FakeTopic(), asyncio.Event()
    running = asyncio.create_task(Relay(database, topic, clock).run(stop))
    await asyncio.sleep(0.3)

    async with transaction(database) as conn:
        await append(conn, clock)
    async with asyncio.timeout(5):
        while not topic.published:
            await asyncio.sleep(0.01)
    stop.set()
    await running


async def test_what_is_published_is_the_event_that_was_appended(
    database: AsyncEngine, clock: FrozenClock
) -> None:
    topic = FakeTopic()
    async with transaction(database) as conn:
        event_id = await append(conn, clock, "ord_7")
    await Relay(database, topic, clock).relay_once()

    event = decode(topic.published[0].payload, EVENT_TYPES)

    assert (event.id, event.subject, event.data.reason) == (event_id, "ord_7", "customer")
    assert event.time == clock.now()
