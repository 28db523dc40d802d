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
_TAKE_UNTOLD = sa.text(
    """
    UPDATE products SET popularity_told = popularity
    WHERE id IN (
        SELECT id FROM products WHERE popularity <> popularity_told
        ORDER BY id LIMIT :limit FOR NO KEY UPDATE
    )
    RETURNING id
    """
)


async def lock_popularity(conn: AsyncConnection, product_ids: Sequence[str]) -> dict[str, int]:
    """Those of the products that exist, which nobody else changes until the transaction ends."""
    rows = await conn.execute(_LOCK, {"ids": list(product_ids)})
    return {row.id: row.popularity for row in rows}


async def save_popularity(conn: AsyncConnection, popularity: Mapping[str, int]) -> None:
    values = {"ids": list(popularity), "popularities": list(popularity.values())}
    await conn.execute(_SAVE, values)


async def take_untold(conn: AsyncConnection, limit: int) -> list[str]:
    """Products that sold since others were told; they count as told from here on."""
    return sorted((await conn.execute(_TAKE_UNTOLD, {"limit": limit})).scalars())
