"""What was sold makes products popular."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.clock import Clock
from contracts.events.order import OrderLine
from core_services.catalog.handlers.announcements import announce_products
from core_services.catalog.popularity import sold
from core_services.catalog.repository.availability import wait_for_writers
from core_services.catalog.repository.popularity import (
    lock_popularity,
    save_popularity,
    take_untold,
)
from core_services.catalog.repository.writes import bump_revisions
from core_services.chassis import inbox
from core_services.chassis.database import retry_serialization, transaction

_CONSUMER = "popularity"
_TOLD_AT_ONCE = 1_000


async def count_sale(
    engine: AsyncEngine, event_id: str, lines: Iterable[OrderLine], at: datetime, clock: Clock
) -> None:
    """Count what an order sold, once; products that are gone by now are left out."""
    units: Counter[str] = Counter()
    for line in lines:
        units[line.product_id] += line.quantity

    async def attempt() -> None:
        async with transaction(engine) as conn:
            if not await inbox.first_time(conn, _CONSUMER, event_id, clock):
                return
            await wait_for_writers(conn)
            before = await lock_popularity(conn, list(units))
            await save_popularity(
                conn, {id_: sold(known, units[id_], at) for id_, known in before.items()}
            )

    await retry_serialization(attempt)


async def tell_popularity(engine: AsyncEngine, clock: Clock) -> list[str]:
    """Tell of products that sold since last time; search orders by it, minutes late."""

    async def attempt() -> list[str]:
        async with transaction(engine) as conn:
            await wait_for_writers(conn)
            product_ids = await take_untold(conn, _TOLD_AT_ONCE)
            await bump_revisions(conn, product_ids, clock.now())
            await announce_products(conn, product_ids, clock)
        return product_ids

    return await retry_serialization(attempt)
