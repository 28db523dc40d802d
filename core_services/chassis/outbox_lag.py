"""How far the outbox is behind, told whether or not its relay works.

The relay tells the age of what it publishes, so one that publishes nothing tells nothing. This
looks at the table itself; a worker that does not even do that is missed by the alarm.
"""

import logging
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.clock import Clock
from core_services.chassis import metrics
from core_services.chassis.database import transaction
from core_services.chassis.worker import Component, every

log = logging.getLogger(__name__)

_SECONDS = 30.0

_WAITING = sa.text(
    "SELECT count(*) AS events, min(created_at) AS oldest FROM outbox WHERE published_at IS NULL"
)


async def tell_lag(engine: AsyncEngine, clock: Clock, service: str) -> None:
    """Write how many events wait, and for how many seconds the oldest of them has."""
    async with transaction(engine) as conn:
        waiting = (await conn.execute(_WAITING)).one()
    fields = metrics.embed(
        {},
        service=service,
        metrics={
            "OutboxWaiting": (waiting.events, "Count"),
            "OutboxLag": (_age(waiting.oldest, clock), "Seconds"),
        },
    )
    log.info("outbox", extra={"fields": fields})


def telling_lag(engine: AsyncEngine, clock: Clock, *, service: str) -> Component:
    """`tell_lag` as a component of a worker, twice a minute."""

    async def tell() -> None:
        await tell_lag(engine, clock, service)

    return every(_SECONDS, tell)


def _age(oldest: datetime | None, clock: Clock) -> float:
    return max(0.0, round((clock.now() - oldest).total_seconds(), 3)) if oldest else 0.0
