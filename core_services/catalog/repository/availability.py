"""The projection of the order service's stock, by SKU."""

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.events.order import StockLevel

_APPLY = sa.text(
    """
    INSERT INTO availability (sku, available, version)
    SELECT r.* FROM jsonb_to_recordset(CAST(:rows AS jsonb))
        AS r(sku text, available integer, version bigint)
    ON CONFLICT (sku) DO UPDATE SET available = excluded.available, version = excluded.version
        WHERE excluded.version > availability.version
    RETURNING sku
    """
)
_LOCK_PRODUCTS = sa.text(
    """
    SELECT id FROM products
    WHERE id IN (SELECT product_id FROM variants WHERE sku = ANY(:skus))
    ORDER BY id FOR NO KEY UPDATE
    """
)


_NO_WRITER = sa.text("SELECT pg_advisory_xact_lock_shared(hashtext('catalog-products'))")


async def wait_for_writers(conn: AsyncConnection) -> None:
    """Let no product be written meanwhile: a new one would be judged by the levels from before."""
    await conn.execute(_NO_WRITER)


async def apply_levels(conn: AsyncConnection, levels: Sequence[StockLevel]) -> list[str]:
    """Keep what is newer than what is known; returns the SKUs that moved."""
    rows = msgspec.json.encode(levels).decode()
    return list((await conn.execute(_APPLY, {"rows": rows})).scalars())


async def lock_products_of(conn: AsyncConnection, skus: Sequence[str]) -> list[str]:
    """The products of these SKUs, locked: whether one is in stock is decided by one at a time."""
    return list((await conn.execute(_LOCK_PRODUCTS, {"skus": list(skus)})).scalars())
