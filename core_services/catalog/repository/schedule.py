"""Moments that pass by themselves: publications, withdrawals, and price lists that begin or end."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

_WATERMARK = sa.text(
    """
    SELECT CASE WHEN isfinite(until) THEN until END AS until FROM schedule_watermark FOR UPDATE
    """
)
_ADVANCE = sa.text("UPDATE schedule_watermark SET until = :until")
_DUE = sa.text(
    """
    SELECT id FROM products
    WHERE (published_at > :since AND published_at <= :until)
        OR (unpublish_at > :since AND unpublish_at <= :until)
    UNION
    SELECT v.product_id FROM price_lists l JOIN prices p ON p.price_list_id = l.id
    JOIN variants v ON v.id = p.variant_id
    WHERE (l.starts_at > :since AND l.starts_at <= :until)
        OR (l.ends_at > :since AND l.ends_at <= :until)
    """
)


async def products_due(conn: AsyncConnection, until: datetime) -> list[str]:
    """The products that the time since the last call has changed; each is returned once."""
    since = (await conn.execute(_WATERMARK)).scalar_one()
    await conn.execute(_ADVANCE, {"until": until})
    if since is None:
        return []
    return list((await conn.execute(_DUE, {"since": since, "until": until})).scalars())
