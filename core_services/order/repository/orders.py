"""Orders in Postgres.

An order is written from, and read as, one JSON document whose names are the columns' names: a
whole order costs one statement each way, and no column is spelled out in Python.
"""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from core_services.order.commands import OrderFilter
from core_services.order.domain.errors import OrderNotFoundError
from core_services.order.domain.identity import normalised_email, written_number
from core_services.order.domain.order import Fulfilment, Order, PaymentNote, Refund, Return
from core_services.order.ports import NumberTakenError

_ORDER_COLUMNS = (
    "id, number, customer_id, customer_kind, email, cart_id, cart_version, status, currency, "
    "subtotal, discount_total, shipping_total, tax_total, total, paid_total, refunded_total, "
    "prices_include_tax, shipping, tax_lines, shipping_address, billing_address, coupon_codes, "
    "locale, payment_id, placed_at, expires_at, paid_at, version"
)
_LINE_COLUMNS = (
    "id, sku, product_id, variant_id, title, variant_title, image_url, quantity, unit_price, "
    "compare_at, subtotal, discount, discounts, tax, tax_lines, total, requires_shipping, "
    "weight_grams"
)
_HISTORY_COLUMNS = "version, action, status, at, actor, reason"


def _of(alias: str, columns: str) -> str:
    return ", ".join(f"{alias}.{column.strip()}" for column in columns.split(","))


_ADD = f"""
WITH doc AS (SELECT $1::jsonb AS d),
placed AS (
    INSERT INTO orders ({_ORDER_COLUMNS}, email_key, request_hash, next_check_at)
    SELECT {_of("o", _ORDER_COLUMNS)}, $2, $3, o.expires_at
    FROM doc, jsonb_populate_record(NULL::orders, d) o
    ON CONFLICT (cart_id, cart_version) WHERE status NOT IN ('cancelled', 'expired') DO NOTHING
    RETURNING id, expires_at
),
lines AS (
    INSERT INTO order_lines (order_id, position, {_LINE_COLUMNS})
    SELECT placed.id, item.ordinality, {_of("l", _LINE_COLUMNS)}
    FROM placed, doc, jsonb_array_elements(d -> 'lines') WITH ORDINALITY item,
        jsonb_populate_record(NULL::order_lines, item.value) l
    RETURNING sku, quantity
),
entries AS (
    INSERT INTO order_history (order_id, {_HISTORY_COLUMNS})
    SELECT placed.id, {_of("h", _HISTORY_COLUMNS)}
    FROM placed, doc, jsonb_populate_recordset(NULL::order_history, d -> 'history') h
),
held AS (
    INSERT INTO stock_reservations (order_id, sku, quantity, status, expires_at)
    SELECT placed.id, lines.sku, sum(lines.quantity), 'held', placed.expires_at
    FROM placed, lines GROUP BY placed.id, lines.sku, placed.expires_at
)
SELECT (
    SELECT count(*) FROM orders o, doc
    WHERE o.customer_id = d ->> 'customer_id' AND o.status = 'pending_payment'
) AS open_orders
FROM placed
"""


def _children(table: str, order_by: str) -> str:
    return (
        f"(SELECT coalesce(jsonb_agg(to_jsonb(c) ORDER BY c.{order_by}), '[]') "
        f"FROM {table} c WHERE c.order_id = o.id)"
    )


def _document(*, complete: bool) -> str:
    parts = {"lines": _children("order_lines", "position")}
    if complete:
        parts |= {
            "fulfilments": _children("fulfilments", "id"),
            "returns": _children("returns", "id"),
            "refunds": _children("refunds", "id"),
            "payments": _children("order_payments", "at"),
            "history": _children("order_history", "version"),
        }
    members = ", ".join(f"'{name}', {query}" for name, query in parts.items())
    return f"(to_jsonb(o) || jsonb_build_object({members}))::text"


_GET = f"SELECT {_document(complete=True)} FROM orders o WHERE o.id = $1"
_IDS_OF = "SELECT id FROM orders WHERE customer_id = $1 ORDER BY id"
_OF_GUEST = f"""
SELECT {_document(complete=True)} FROM orders o
WHERE (o.id = $1 OR o.number = $2) AND o.email_key = $3 AND o.customer_kind = 'guest'
"""
_LIVE_OF_CART = f"""
SELECT {_document(complete=True)} AS document, o.request_hash FROM orders o
WHERE o.cart_id = $1 AND o.cart_version = $2 AND o.status NOT IN ('cancelled', 'expired')
"""
_LOCK = "SELECT 1 FROM orders WHERE id = $1 FOR NO KEY UPDATE"
_UNPAID_OF_CART = """
SELECT id FROM orders
WHERE cart_id = $1 AND cart_version < $2 AND status = 'pending_payment' ORDER BY id
"""

_COUNT_OVERDUE = """
SELECT count(*) FROM orders WHERE status = 'pending_payment' AND expires_at <= $1
"""

_CLAIM_OVERDUE = """
UPDATE orders SET next_check_at = $2
WHERE id IN (
    SELECT id FROM orders
    WHERE status = 'pending_payment' AND next_check_at <= $1 AND expires_at <= $1
    ORDER BY next_check_at LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED
)
RETURNING id
"""


def _upsert(table: str, key: str, record: type[msgspec.Struct]) -> str:
    """Insert a list of children of the document, or replace those that exist."""
    names = [field.name for field in msgspec.structs.fields(record)]
    columns = ", ".join(names)
    replaced = ", ".join(f"{name} = excluded.{name}" for name in names if name != key)
    return f"""
    INSERT INTO {table} (order_id, {columns})
    SELECT changed.id, {_of("c", columns)}
    FROM changed, doc, jsonb_populate_recordset(NULL::{table}, d -> '{table}') c
    ON CONFLICT ({key}) DO UPDATE SET {replaced}
    """


_SAVE = f"""
WITH doc AS (SELECT $1::jsonb AS d),
changed AS (
    UPDATE orders SET
        customer_id = o.customer_id, customer_kind = o.customer_kind,
        status = o.status, paid_total = o.paid_total, refunded_total = o.refunded_total,
        payment_id = o.payment_id, paid_at = o.paid_at, version = o.version
    FROM doc, jsonb_populate_record(NULL::orders, d) o
    WHERE orders.id = o.id AND orders.version = $2
    RETURNING orders.id
),
entries AS (
    INSERT INTO order_history (order_id, {_HISTORY_COLUMNS})
    SELECT changed.id, {_of("h", _HISTORY_COLUMNS)}
    FROM changed, doc, jsonb_populate_recordset(NULL::order_history, d -> 'order_history') h
),
f AS ({_upsert("fulfilments", "id", Fulfilment)}),
b AS ({_upsert("returns", "id", Return)}),
r AS ({_upsert("refunds", "id", Refund)}),
p AS ({_upsert("order_payments", "payment_id", PaymentNote)})
SELECT 1 FROM changed
"""

_order_decoder = msgspec.json.Decoder(Order)
_encoder = msgspec.json.Encoder()


class PostgresOrders:
    """`ports.Orders` on one connection."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    async def add(self, order: Order, email_key: str, request_hash: bytes) -> int | None:
        document = _encoder.encode(order).decode()
        try:
            rows = await self._conn.exec_driver_sql(_ADD, (document, email_key, request_hash))
        except IntegrityError as error:
            if "orders_number" in str(error.orig):
                raise NumberTakenError from error
            raise
        row = rows.first()
        return None if row is None else int(row.open_orders)

    async def get(self, order_id: str) -> Order:
        row = (await self._conn.exec_driver_sql(_GET, (order_id,))).first()
        if row is None:
            raise OrderNotFoundError("There is no such order.")
        return _order_decoder.decode(row[0])

    async def of_guest(self, reference: str, email: str) -> Order | None:
        values = (reference, written_number(reference), normalised_email(email))
        row = (await self._conn.exec_driver_sql(_OF_GUEST, values)).first()
        return None if row is None else _order_decoder.decode(row[0])

    async def ids_of(self, customer_id: str) -> list[str]:
        rows = await self._conn.exec_driver_sql(_IDS_OF, (customer_id,))
        return [str(row[0]) for row in rows]

    async def lock(self, order_id: str) -> Order:
        # Two statements on purpose: a statement that waited for the lock still sees the parts of
        # the order as they were before it began to wait.
        await self._conn.exec_driver_sql(_LOCK, (order_id,))
        return await self.get(order_id)

    async def save(self, before: Order, after: Order) -> None:
        if after is before:
            return
        document = _encoder.encode(_changes(before, after)).decode()
        rows = await self._conn.exec_driver_sql(_SAVE, (document, before.version))
        if rows.first() is None:
            raise AssertionError(f"order {after.id} was changed without its lock")

    async def live_order_of_cart(
        self, cart_id: str, cart_version: int
    ) -> tuple[Order, bytes] | None:
        rows = await self._conn.exec_driver_sql(_LIVE_OF_CART, (cart_id, cart_version))
        row = rows.first()
        return (
            None if row is None else (_order_decoder.decode(row.document), bytes(row.request_hash))
        )

    async def unpaid_orders_of_cart(self, cart_id: str, *, before: int) -> list[str]:
        rows = await self._conn.exec_driver_sql(_UNPAID_OF_CART, (cart_id, before))
        return [str(row[0]) for row in rows]

    async def find(self, wanted: OrderFilter) -> list[Order]:
        conditions, values = _conditions(wanted)
        where = " AND ".join(conditions) or "true"
        values.append(wanted.limit)
        query = f"""
            SELECT {_document(complete=False)} FROM orders o
            WHERE {where} ORDER BY o.id DESC LIMIT ${len(values)}
        """
        rows = await self._conn.exec_driver_sql(query, tuple(values))
        return [_order_decoder.decode(row[0]) for row in rows]

    async def count_overdue(self, since: datetime) -> int:
        rows = await self._conn.exec_driver_sql(_COUNT_OVERDUE, (since,))
        return int(rows.scalar_one())

    async def claim_overdue(self, now: datetime, again_at: datetime, limit: int) -> list[str]:
        rows = await self._conn.exec_driver_sql(_CLAIM_OVERDUE, (now, again_at, limit))
        return [str(row[0]) for row in rows]


def _changes(before: Order, after: Order) -> dict[str, Any]:
    """The order's own columns, and only those children that are new or different."""
    return {
        "id": after.id,
        "customer_id": after.customer_id,
        "customer_kind": after.customer_kind,
        "status": after.status,
        "paid_total": after.paid_total,
        "refunded_total": after.refunded_total,
        "payment_id": after.payment_id,
        "paid_at": after.paid_at,
        "version": after.version,
        "order_history": [entry for entry in after.history if entry.version > before.version],
        "fulfilments": _new_or_different(before.fulfilments, after.fulfilments),
        "returns": _new_or_different(before.returns, after.returns),
        "refunds": _new_or_different(before.refunds, after.refunds),
        "order_payments": _new_or_different(before.payments, after.payments),
    }


def _new_or_different(before: tuple[Any, ...], after: tuple[Any, ...]) -> list[Any]:
    return [item for item in after if item not in before]


def _conditions(wanted: OrderFilter) -> tuple[list[str], list[Any]]:
    email_key = normalised_email(wanted.email) if wanted.email else None
    number = wanted.number.strip().upper() if wanted.number else None
    candidates = (
        ("o.customer_id = ${}", wanted.customer_id),
        ("o.status = ${}", wanted.status),
        ("o.email_key = ${}", email_key),
        ("o.number = ${}", number),
        ("o.placed_at >= ${}", wanted.placed_from),
        ("o.placed_at < ${}", wanted.placed_to),
        ("o.id < ${}", wanted.before),
    )
    given = [(condition, value) for condition, value in candidates if value is not None]
    conditions = [condition.format(place) for place, (condition, _) in enumerate(given, 1)]
    return conditions, [value for _, value in given]
