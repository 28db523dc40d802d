"""Stock in Postgres: set-based, locked in the order of the SKUs, refused by conditions.

Each change first locks its rows in sorted order (``locked``), so that two transactions never wait
for each other in a circle; the update then looks at the newest version of the locked rows.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from core_services.order.commands import AdjustStock
from core_services.order.domain.errors import (
    OutOfStockError,
    StockBelowReservedError,
    StockItemNotFoundError,
)
from core_services.order.domain.quantities import Goods
from core_services.order.ports import Movement, StockItem, StockLevel

_WANTED = "SELECT * FROM unnest($1::text[], $2::int[]) AS w(sku, quantity)"
_LOCKED = """
    SELECT s.sku, wanted.quantity FROM stock_items s JOIN wanted USING (sku)
    ORDER BY s.sku FOR NO KEY UPDATE OF s
"""
_LEVEL = "s.sku, s.on_hand - s.reserved AS available, s.version"

_RESERVE = f"""
WITH wanted AS ({_WANTED}),
locked AS ({_LOCKED})
UPDATE stock_items s
SET reserved = s.reserved + locked.quantity, version = s.version + 1, updated_at = now()
FROM locked WHERE s.sku = locked.sku AND s.on_hand - s.reserved >= locked.quantity
RETURNING {_LEVEL}
"""

_RESERVE_AGAIN = f"""
WITH wanted AS (
    UPDATE stock_reservations SET status = 'held'
    WHERE order_id = $1 AND status = 'released' RETURNING sku, quantity
),
locked AS ({_LOCKED}),
taken AS (
    UPDATE stock_items s
    SET reserved = s.reserved + locked.quantity, version = s.version + 1, updated_at = now()
    FROM locked WHERE s.sku = locked.sku AND s.on_hand - s.reserved >= locked.quantity
    RETURNING {_LEVEL}
)
SELECT taken.*, (SELECT count(*) FROM wanted) AS wanted FROM taken
"""

_RELEASE = f"""
WITH wanted AS (
    UPDATE stock_reservations SET status = 'released'
    WHERE order_id = $1 AND status = 'held' RETURNING sku, quantity
),
locked AS ({_LOCKED})
UPDATE stock_items s
SET reserved = s.reserved - locked.quantity, version = s.version + 1, updated_at = now()
FROM locked WHERE s.sku = locked.sku
RETURNING {_LEVEL}
"""

_MOVE = "INSERT INTO stock_movements (sku, kind, quantity, on_hand, reference, reason, actor, at)"

_COMMIT = f"""
WITH wanted AS (
    UPDATE stock_reservations SET status = 'committed'
    WHERE order_id = $1 AND status = 'held' RETURNING sku, quantity
),
locked AS ({_LOCKED}),
sold AS (
    UPDATE stock_items s
    SET on_hand = s.on_hand - locked.quantity, reserved = s.reserved - locked.quantity,
        updated_at = now()
    FROM locked WHERE s.sku = locked.sku
    RETURNING s.sku, s.on_hand, locked.quantity
)
{_MOVE}
SELECT sku, 'sale', -quantity, on_hand, $1, '', $2, $3 FROM sold ORDER BY sku
"""

_RESTOCK = f"""
WITH wanted AS ({_WANTED}),
locked AS ({_LOCKED}),
back AS (
    UPDATE stock_items s
    SET on_hand = s.on_hand + locked.quantity, version = s.version + 1, updated_at = now()
    FROM locked WHERE s.sku = locked.sku
    RETURNING {_LEVEL}, s.on_hand, locked.quantity
),
moved AS (
    {_MOVE}
    SELECT sku, 'restock', quantity, on_hand, $3, $4, $5, $6 FROM back ORDER BY sku
)
SELECT * FROM back
"""

# A count below what orders wait for is clamped to it: those orders keep their promise, nothing more
# is sold, and the movement's reason says what was counted.
_DECLARE = f"""
WITH counted AS (
    SELECT * FROM unnest($1::text[], $2::int[]) AS c(sku, on_hand)
),
before AS (
    SELECT s.sku, s.on_hand FROM stock_items s JOIN counted USING (sku)
    ORDER BY s.sku FOR NO KEY UPDATE OF s
),
after AS (
    INSERT INTO stock_items AS s (sku, on_hand, counted_at, updated_at)
    SELECT counted.sku, counted.on_hand, $3, now()
    FROM counted LEFT JOIN before USING (sku) ORDER BY counted.sku
    ON CONFLICT (sku) DO UPDATE SET
        on_hand = greatest(excluded.on_hand, s.reserved), counted_at = excluded.counted_at,
        version = s.version + 1, updated_at = now()
    WHERE s.counted_at <= excluded.counted_at
        AND s.on_hand <> greatest(excluded.on_hand, s.reserved)
    RETURNING {_LEVEL}, s.on_hand
),
moved AS (
    {_MOVE}
    SELECT after.sku, CASE WHEN before.sku IS NULL THEN 'initial' ELSE 'import' END,
        after.on_hand - coalesce(before.on_hand, 0), after.on_hand, $4,
        CASE WHEN after.on_hand > counted.on_hand
            THEN 'counted ' || counted.on_hand || ', fewer than reserved' ELSE '' END,
        'catalog', $5
    FROM after JOIN counted USING (sku) LEFT JOIN before USING (sku) ORDER BY after.sku
)
SELECT * FROM after
"""

# Two counts of a SKU that is new to both must not both call themselves the first.
_ONE_COUNT_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('stock count'))"

_ITEM = "sku, on_hand, reserved, on_hand - reserved AS available, version, counted_at, updated_at"
_ADJUST = f"""
UPDATE stock_items SET
    on_hand = coalesce($2::int, on_hand + $3::int), version = version + 1, updated_at = $4,
    counted_at = CASE WHEN $2::int IS NULL THEN counted_at ELSE $4 END
WHERE sku = $1
RETURNING {_ITEM}
"""
_ADD_ITEM = f"""
INSERT INTO stock_items (sku, on_hand, counted_at, updated_at) VALUES ($1, $2, $3, $3)
RETURNING {_ITEM}
"""
_LOCK_ITEM = "SELECT on_hand FROM stock_items WHERE sku = $1 FOR NO KEY UPDATE"
_RECORD_MOVE = f"{_MOVE} VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
_LEVELS = f"SELECT {_LEVEL} FROM stock_items s WHERE s.sku = ANY($1::text[])"
_ITEMS = f"""
SELECT {_ITEM} FROM stock_items
WHERE sku > $1 AND starts_with(lower(sku), lower($2))
    AND ($3::int IS NULL OR on_hand - reserved < $3)
ORDER BY sku LIMIT $4
"""
_MOVEMENTS = """
SELECT id, sku, kind, quantity, on_hand, reference, reason, actor, at FROM stock_movements
WHERE sku = $1 AND ($2::bigint IS NULL OR id < $2) ORDER BY id DESC LIMIT $3
"""


class PostgresStock:
    """`ports.Stock` on one connection."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    async def reserve(self, goods: Sequence[Goods]) -> tuple[StockLevel, ...]:
        rows = await self._conn.exec_driver_sql(_RESERVE, _arrays(goods))
        levels = _levels(rows.all())
        if len(levels) < len(goods):
            raise await self._shortage(goods, {level.sku for level in levels})
        return levels

    async def _shortage(self, goods: Sequence[Goods], taken: set[str]) -> OutOfStockError:
        available = {level.sku: level.available for level in await self.levels_of(goods)}
        short = [item for item in goods if item.sku not in taken]
        names = ", ".join(item.sku for item in short)
        return OutOfStockError(
            f"Not enough in stock of {names}.",
            items=[
                {
                    "sku": item.sku,
                    "requested": item.quantity,
                    "available": available.get(item.sku, 0),
                }
                for item in short
            ],
        )

    async def levels_of(self, goods: Sequence[Goods]) -> list[StockLevel]:
        """Levels of these goods, in any order."""
        return await self.levels([item.sku for item in goods])

    async def reserve_again(self, order_id: str) -> tuple[StockLevel, ...] | None:
        savepoint = await self._conn.begin_nested()
        rows = (await self._conn.exec_driver_sql(_RESERVE_AGAIN, (order_id,))).all()
        if not rows or len(rows) < rows[0].wanted:
            await savepoint.rollback()
            return None
        await savepoint.commit()
        return _levels(rows)

    async def release(self, order_id: str) -> tuple[StockLevel, ...]:
        rows = await self._conn.exec_driver_sql(_RELEASE, (order_id,))
        return _levels(rows.all())

    async def commit(self, order_id: str, actor: str, at: datetime) -> None:
        await self._conn.exec_driver_sql(_COMMIT, (order_id, actor, at))

    async def restock(
        self, goods: Sequence[Goods], *, reference: str, reason: str, actor: str, at: datetime
    ) -> tuple[StockLevel, ...]:
        values = (*_arrays(goods), reference, reason, actor, at)
        rows = await self._conn.exec_driver_sql(_RESTOCK, values)
        return _levels(rows.all())

    async def declare(
        self, levels: Mapping[str, int], *, reference: str, counted_at: datetime, at: datetime
    ) -> tuple[StockLevel, ...]:
        await self._conn.exec_driver_sql(_ONE_COUNT_AT_A_TIME)
        skus = sorted(levels)
        counts = [max(0, levels[sku]) for sku in skus]
        values = (skus, counts, counted_at, reference, at)
        rows = await self._conn.exec_driver_sql(_DECLARE, values)
        return _levels(rows.all())

    async def adjust(self, command: AdjustStock, at: datetime) -> tuple[StockItem, StockLevel]:
        await self._conn.exec_driver_sql(_ONE_COUNT_AT_A_TIME)
        found = (await self._conn.exec_driver_sql(_LOCK_ITEM, (command.sku,))).first()
        try:
            if found is None:
                row = await self._add_item(command, at)
            else:
                values = (command.sku, command.on_hand, command.delta, at)
                row = (await self._conn.exec_driver_sql(_ADJUST, values)).one()
        except IntegrityError as error:
            raise StockBelowReservedError(
                f"Orders wait for more of {command.sku} than would be left."
            ) from error
        item = StockItem(**row._mapping)
        await self._record(
            command, item.on_hand - (found.on_hand if found else 0), item.on_hand, at
        )
        return item, StockLevel(item.sku, item.available, item.version)

    async def _add_item(self, command: AdjustStock, at: datetime) -> Any:
        if command.kind != "initial" or command.on_hand is None:
            raise StockItemNotFoundError(
                f"{command.sku} was never counted; begin with an initial count."
            )
        values = (command.sku, command.on_hand, at)
        return (await self._conn.exec_driver_sql(_ADD_ITEM, values)).one()

    async def _record(self, command: AdjustStock, moved: int, left: int, at: datetime) -> None:
        values = (command.sku, command.kind, moved, left, "", command.reason, command.actor, at)
        await self._conn.exec_driver_sql(_RECORD_MOVE, values)

    async def levels(self, skus: Sequence[str]) -> list[StockLevel]:
        rows = await self._conn.exec_driver_sql(_LEVELS, (list(skus),))
        return list(_levels(rows.all()))

    async def items(
        self, *, after: str, search: str, below: int | None, limit: int
    ) -> list[StockItem]:
        rows = await self._conn.exec_driver_sql(_ITEMS, (after, search, below, limit))
        return [StockItem(**row._mapping) for row in rows]

    async def movements(self, sku: str, *, before: int | None, limit: int) -> list[Movement]:
        rows = await self._conn.exec_driver_sql(_MOVEMENTS, (sku, before, limit))
        return [Movement(**row._mapping) for row in rows]


def _arrays(goods: Sequence[Goods]) -> tuple[list[str], list[int]]:
    return [item.sku for item in goods], [item.quantity for item in goods]


def _levels(rows: Sequence[Any]) -> tuple[StockLevel, ...]:
    return tuple(StockLevel(row.sku, row.available, row.version) for row in rows)
