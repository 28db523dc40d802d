"""Forgetting what nobody can ask for any more, once an hour in every worker with a database."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.clock import Clock
from core_services.chassis import idempotency
from core_services.chassis.database import transaction
from core_services.chassis.tables import INBOX, OUTBOX
from core_services.chassis.worker import Component, every

KEEP_PUBLISHED = timedelta(days=365)
"""Published events are kept: the lake is rebuilt, and a lost broker refilled, from them."""

KEEP_RECEIVED = timedelta(days=30)
"""Longer than a message can wait in a queue (4 days) and then in its dead-letter queue (14)."""

_HOUR = 3_600.0


async def tidy(engine: AsyncEngine, clock: Clock) -> None:
    """Forget old published events, received events and keys; what is unpublished stays."""
    now = clock.now()
    async with transaction(engine) as conn:
        await conn.execute(sa.delete(OUTBOX).where(OUTBOX.c.published_at < now - KEEP_PUBLISHED))
        await conn.execute(sa.delete(INBOX).where(INBOX.c.received_at < now - KEEP_RECEIVED))
        await idempotency.prune(conn, clock)


def tidying(engine: AsyncEngine, clock: Clock) -> Component:
    """`tidy` as a component of a worker."""

    async def tidy_tables() -> None:
        await tidy(engine, clock)

    return every(_HOUR, tidy_tables)
