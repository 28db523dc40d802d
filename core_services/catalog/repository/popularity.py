"""How popular products are."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

_LOCK = sa.text(
    "SELECT id, popularity FROM products WHERE id = ANY(:ids) ORDER BY id FOR NO KEY UPDATE"
)
_SAVE = sa.text(
    """
    UPDATE products p SET popularity = s.popularity
    FROM unnest(CAST(:ids AS text[]), CAST(:popularities AS integer[])) AS s(id, popularity)
    WHERE p.id = s.id
    """
)


async def lock_popularity(conn: AsyncConnection, product_ids: Sequence[str]) -> dict[str, int]:
    """Those of the products that exist, which nobody else changes until the transaction ends."""
    rows = await conn.execute(_LOCK, {"ids": list(product_ids)})
    return {row.id: row.popularity for row in rows}


async def save_popularity(conn: AsyncConnection, popularity: Mapping[str, int]) -> None:
    values = {"ids": list(popularity), "popularities": list(popularity.values())}
    await conn.execute(_SAVE, values)
