"""What time does to the catalog."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.clock import Clock
from core_services.catalog.handlers.price_lists import tell_prices_changed
from core_services.catalog.repository.schedule import products_due
from core_services.catalog.repository.writes import lock_out_other_writers
from core_services.chassis import outbox
from core_services.chassis.database import transaction

_KEEP_PUBLISHED = timedelta(days=7)


async def apply_schedule(engine: AsyncEngine, clock: Clock) -> list[str]:
    """Tell of the products that were published, withdrawn or repriced by the clock since last time.

    Pages and quotes look at the clock themselves; the listing's prices, the cache and the search
    index must be told.
    """
    async with transaction(engine) as conn:
        await lock_out_other_writers(conn)
        product_ids = await products_due(conn, clock.now())
        await tell_prices_changed(conn, product_ids, clock)
        return product_ids


async def forget_published(engine: AsyncEngine, clock: Clock) -> None:
    """Drop events that were published a week ago; the audit trail stays."""
    published_at = outbox.TABLE.c.published_at
    async with transaction(engine) as conn:
        await conn.execute(
            sa.delete(outbox.TABLE).where(published_at < clock.now() - _KEEP_PUBLISHED)
        )
