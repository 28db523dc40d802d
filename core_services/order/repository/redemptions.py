"""Uses of promotions in Postgres.

A counter is kept only where there is a limit: a counter for every automatic promotion would be a
row that all checkouts wait for. A limit therefore counts from the day it was set.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from core_services.order.domain.errors import CouponExhaustedError
from core_services.order.ports import Redemption

_REDEEM = """
WITH wanted AS (
    SELECT * FROM unnest($3::text[], $4::text[], $5::int[], $6::int[])
        AS w(promotion_id, code, total_limit, customer_limit)
),
total AS (
    INSERT INTO promotion_uses AS u (promotion_id, used, usage_limit)
    SELECT promotion_id, 1, total_limit FROM wanted WHERE total_limit > 0 ORDER BY promotion_id
    ON CONFLICT (promotion_id) DO UPDATE
        SET used = u.used + 1, usage_limit = excluded.usage_limit
        WHERE u.used < excluded.usage_limit
    RETURNING promotion_id
),
per_customer AS (
    INSERT INTO promotion_customer_uses AS u (promotion_id, customer_key, used, usage_limit)
    SELECT promotion_id, $2, 1, customer_limit FROM wanted WHERE customer_limit > 0
    ORDER BY promotion_id
    ON CONFLICT (promotion_id, customer_key) DO UPDATE
        SET used = u.used + 1, usage_limit = excluded.usage_limit
        WHERE u.used < excluded.usage_limit
    RETURNING promotion_id
),
kept AS (
    INSERT INTO promotion_redemptions (promotion_id, order_id, customer_key, code,
        counts_in_total, counts_for_customer, redeemed_at)
    SELECT promotion_id, $1, $2, code, total_limit IS NOT NULL, customer_limit IS NOT NULL, $7
    FROM wanted
)
SELECT promotion_id, code FROM wanted
WHERE (total_limit IS NOT NULL AND promotion_id NOT IN (SELECT promotion_id FROM total))
    OR (customer_limit IS NOT NULL AND promotion_id NOT IN (SELECT promotion_id FROM per_customer))
"""


def _recount(change: str, condition: str, mark: str) -> str:
    """Both counters moved by the order's redemptions that the condition picks."""
    return f"""
WITH moved AS (
    UPDATE promotion_redemptions SET released_at = {mark}
    WHERE order_id = $1 AND {condition}
    RETURNING promotion_id, customer_key, counts_in_total, counts_for_customer
),
total AS (
    SELECT promotion_id FROM promotion_uses
    WHERE promotion_id IN (SELECT promotion_id FROM moved WHERE counts_in_total)
    ORDER BY promotion_id FOR NO KEY UPDATE
),
in_total AS (
    UPDATE promotion_uses u SET used = u.used {change}
    FROM total WHERE u.promotion_id = total.promotion_id
)
UPDATE promotion_customer_uses u SET used = u.used {change}
FROM moved WHERE moved.counts_for_customer AND u.promotion_id = moved.promotion_id
    AND u.customer_key = moved.customer_key
"""


_RELEASE = _recount("- 1", "released_at IS NULL", "$2")
_REDEEM_AGAIN = _recount("+ 1", "released_at IS NOT NULL", "NULL")


class PostgresRedemptions:
    """`ports.Redemptions` on one connection."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    async def redeem(
        self, order_id: str, customer_key: str, wanted: Sequence[Redemption], at: datetime
    ) -> None:
        values = (
            order_id,
            customer_key,
            [item.promotion_id for item in wanted],
            [item.code for item in wanted],
            [item.usage_limit for item in wanted],
            [item.usage_limit_per_customer for item in wanted],
            at,
        )
        refused = (await self._conn.exec_driver_sql(_REDEEM, values)).all()
        if refused:
            codes = [row.code for row in refused if row.code]
            raise CouponExhaustedError(
                f"{', '.join(codes) or 'An offer'} was used as often as it may be.", codes=codes
            )

    async def release(self, order_id: str, at: datetime) -> None:
        await self._conn.exec_driver_sql(_RELEASE, (order_id, at))

    async def redeem_again(self, order_id: str) -> None:
        await self._conn.exec_driver_sql(_REDEEM_AGAIN, (order_id,))
