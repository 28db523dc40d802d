"""What is forgotten is only what nobody can ask for any more."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.clock import FrozenClock
from contracts.events.order import ORDER_CANCELLED, OrderCancelled
from core_services.chassis import idempotency, inbox, outbox
from core_services.chassis.database import transaction
from core_services.chassis.housekeeping import tidy
from core_services.chassis.idempotency import Scope

SCOPE = Scope("gst_1", "place_order", "key", b"fingerprint")
CANCELLED = OrderCancelled(
    order_id="ord_1", number="1", customer_id="c", reason="customer", was_paid=False
)


async def leave_traces(database: AsyncEngine, clock: FrozenClock, *, published: bool) -> None:
    async with transaction(database) as conn:
        event_id = await outbox.append(
            conn, ORDER_CANCELLED, subject="ord_1", version=1, data=CANCELLED, clock=clock
        )
        await inbox.first_time(conn, "order", event_id, clock)
        await idempotency.claim(conn, SCOPE, clock)
        if published:
            await conn.execute(sa.update(outbox.TABLE).values(published_at=clock.now()))


async def counts(database: AsyncEngine) -> tuple[int, ...]:
    async with transaction(database) as conn:
        found = []
        for table in (outbox.TABLE, inbox.TABLE, idempotency.TABLE):
            query = sa.select(sa.func.count()).select_from(table)
            found.append(int((await conn.execute(query)).scalar_one()))
    return tuple(found)


async def test_nothing_is_forgotten_while_it_can_be_asked_for(
    database: AsyncEngine, clock: FrozenClock
) -> None:
    await leave_traces(database, clock, published=True)
    clock.advance(timedelta(days=29))
    await tidy(database, clock)

    assert await counts(database) == (1, 1, 1)


async def test_a_year_later_everything_is_forgotten(
    database: AsyncEngine, clock: FrozenClock
) -> None:
    await leave_traces(database, clock, published=True)
    clock.advance(timedelta(days=366))
    await tidy(database, clock)

    assert await counts(database) == (0, 0, 0)


async def test_an_event_that_was_never_published_is_never_forgotten(
    database: AsyncEngine, clock: FrozenClock
) -> None:
    await leave_traces(database, clock, published=False)
    clock.advance(timedelta(days=1000))
    await tidy(database, clock)

    assert (await counts(database))[0] == 1
