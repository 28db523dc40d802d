"""What time does to the catalog."""

from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.clock import Clock
from core_services.catalog.handlers.price_lists import tell_prices_changed
from core_services.catalog.repository.schedule import products_due
from core_services.catalog.repository.writes import lock_out_other_writers
from core_services.chassis.database import transaction


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
