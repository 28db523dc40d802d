"""What the order service says can be sold, as product pages and the listing show it."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.clock import Clock
from contracts.events.order import StockLevel
from core_services.catalog.handlers.announcements import announce_products
from core_services.catalog.repository.availability import (
    apply_levels,
    lock_products_of,
    wait_for_writers,
)
from core_services.catalog.repository.writes import bump_revisions, refresh_stock
from core_services.chassis.database import retry_serialization, transaction


async def apply_stock_levels(
    engine: AsyncEngine, levels: Sequence[StockLevel], clock: Clock
) -> list[str]:
    """Take over newer levels; returns the products whose pages show something else now.

    An event that comes twice or late changes nothing: versions grow per SKU. The search index is
    told only when a product is sold out or back, not at every sale.
    """
    newest = _newest(levels)

    async def attempt() -> list[str]:
        async with transaction(engine) as conn:
            await wait_for_writers(conn)
            moved = await apply_levels(conn, newest)
            product_ids = await lock_products_of(conn, moved)
            flipped = await refresh_stock(conn, product_ids)
            await bump_revisions(conn, flipped, clock.now())
            await announce_products(conn, flipped, clock)
            return product_ids

    return await retry_serialization(attempt)


def _newest(levels: Sequence[StockLevel]) -> list[StockLevel]:
    """One level for each SKU, in the order of locking that every writer keeps."""
    by_sku: dict[str, StockLevel] = {}
    for level in levels:
        known = by_sku.get(level.sku)
        if known is None or known.version < level.version:
            by_sku[level.sku] = level
    return [by_sku[sku] for sku in sorted(by_sku)]
