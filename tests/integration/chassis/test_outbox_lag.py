"""How far the outbox is behind is told, whether or not anything is published."""

import logging
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.clock import FrozenClock
from contracts.events.order import ORDER_CANCELLED, OrderCancelled
from core_services.chassis import outbox
from core_services.chassis.database import transaction
from core_services.chassis.outbox_lag import tell_lag

CANCELLED = OrderCancelled(
    order_id="ord_1", number="1", customer_id="c", reason="customer", was_paid=False
)


async def told(
    database: AsyncEngine, clock: FrozenClock, caplog: pytest.LogCaptureFixture
) -> dict[str, Any]:
    caplog.clear()
    with caplog.at_level(logging.INFO):
        await tell_lag(database, clock, "order")
    (record,) = [each for each in caplog.records if each.message == "outbox"]
    fields: dict[str, Any] = record.fields  # type: ignore[attr-defined]
    return fields


async def test_the_oldest_event_that_waits_tells_the_lag(
    database: AsyncEngine, clock: FrozenClock, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(2):
        async with transaction(database) as conn:
            await outbox.append(
                conn, ORDER_CANCELLED, subject="ord_1", version=1, data=CANCELLED, clock=clock
            )
        clock.advance(timedelta(seconds=30))

    fields = await told(database, clock, caplog)

    assert (fields["OutboxWaiting"], fields["OutboxLag"]) == (2, 60.0)


async def test_an_outbox_that_is_empty_is_not_behind(
    database: AsyncEngine, clock: FrozenClock, caplog: pytest.LogCaptureFixture
) -> None:
    async with transaction(database) as conn:
        await outbox.append(
            conn, ORDER_CANCELLED, subject="ord_1", version=1, data=CANCELLED, clock=clock
        )
        await conn.execute(sa.update(outbox.TABLE).values(published_at=clock.now()))

    fields = await told(database, clock, caplog)

    assert (fields["OutboxWaiting"], fields["OutboxLag"]) == (0, 0.0)
