"""Raw rows by hand, as the delivery streams would have written them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from contracts.clickstream import ClickstreamType
from contracts.events import order as order_events
from contracts.events.envelope import EventType
from contracts.events.order import OrderRefunded, RefundRequested
from contracts.lake import ClickstreamRow, DomainEventRow, HistoryOrderLine, Origin

_files = count()
_TYPES = {int: pa.int64(), str: pa.string(), datetime: pa.timestamp("us", tz="UTC")}


def at(text: str) -> datetime:
    """``03-02 12:30:15`` of 2026, in UTC; seconds may be left out."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=UTC)


def shown(text: str) -> datetime:
    """The same moment as a curated column shows it: UTC, without a zone."""
    return at(text).replace(tzinfo=None)


def told(
    event_type: EventType[Any],
    data: msgspec.Struct,
    when: str,
    *,
    id: str,
    subject: str | None = None,
    version: int = 1,
    received: str | None = None,
    origin: Origin = "live",
) -> tuple[str, DomainEventRow]:
    """A domain event and its type; received when it happened, unless told otherwise."""
    return event_type.name, DomainEventRow(
        event_id=id,
        source=event_type.source,
        subject=subject or str(getattr(data, "order_id", "")),
        version=version,
        occurred_at=at(when),
        received_at=at(received or when),
        origin=origin,
        data=msgspec.json.encode(data).decode(),
    )


def did(
    event_type: ClickstreamType,
    when: str,
    *,
    id: str,
    visitor: str = "visitor-1",
    received: str | None = None,
    origin: Origin = "live",
    device: str = "desktop",
    **fields: Any,
) -> tuple[str, ClickstreamRow]:
    """A clickstream event and its type."""
    told = {"referrer_host": "", "campaign_source": "", "campaign_medium": "", "campaign_name": ""}
    return event_type, ClickstreamRow(
        event_id=id,
        occurred_at=at(when),
        received_at=at(received or when),
        clock_skew_ms=0,
        origin=origin,
        visitor_id=visitor,
        session_id="what the page calls it",
        device_class=device,
        locale="en",
        **{"path": "/", **told, **fields},
    )


def order_placed(order_id: str = "ord_1", **fields: Any) -> order_events.OrderPlaced:
    """An order over two lamps at 19.99 and a chair at 50.00, in euros."""
    lamp = order_line("line_1", "lamp", quantity=2, unit_price=1999, tax=638)
    chair = order_line("line_2", "chair", quantity=1, unit_price=5000, discount=500, tax=718)
    known: dict[str, Any] = {
        "order_id": order_id,
        "number": f"N-{order_id}",
        "customer_id": "cus_1",
        "customer_kind": "customer",
        "cart_id": "cart_1",
        "cart_version": 3,
        "currency": "EUR",
        "subtotal": 8998,
        "discount_total": 500,
        "shipping_total": 490,
        "tax_total": 1434,
        "total": 8988,
        "lines": (lamp, chair),
        "country": "DE",
        "coupon_codes": ("WELCOME",),
        "shipping_method": "standard",
        "discounts": (
            order_events.OrderDiscount(
                promotion_id="promo_1", amount=500, code="WELCOME", label="Hello"
            ),
        ),
    }
    return order_events.OrderPlaced(**(known | fields))


def order_line(
    line_id: str,
    sku: str,
    *,
    quantity: int,
    unit_price: int,
    discount: int = 0,
    tax: int = 0,
) -> order_events.OrderLine:
    return order_events.OrderLine(
        line_id=line_id,
        sku=sku,
        product_id=f"prod_{sku}",
        title=sku.title(),
        quantity=quantity,
        unit_price=unit_price,
        discount=discount,
        tax=tax,
        total=quantity * unit_price - discount,
    )


def order_paid(order_id: str = "ord_1", **fields: Any) -> order_events.OrderPaid:
    known: dict[str, Any] = {
        "order_id": order_id,
        "number": f"N-{order_id}",
        "customer_id": "cus_1",
        "cart_id": "cart_1",
        "cart_version": 3,
        "currency": "EUR",
        "total": 8988,
        "lines": (),
        "payment_id": "pay_1",
    }
    return order_events.OrderPaid(**(known | fields))


def order_cancelled(order_id: str = "ord_1", **fields: Any) -> order_events.OrderCancelled:
    known: dict[str, Any] = {
        "order_id": order_id,
        "number": f"N-{order_id}",
        "customer_id": "cus_1",
        "reason": "expired",
        "was_paid": False,
    }
    return order_events.OrderCancelled(**(known | fields))


def order_shipped(order_id: str, fulfilment_id: str, **units: int) -> order_events.OrderShipped:
    return order_events.OrderShipped(
        order_id=order_id,
        number=f"N-{order_id}",
        customer_id="cus_1",
        fulfilment_id=fulfilment_id,
        carrier="DHL",
        tracking_number="1Z",
        tracking_url="",
        lines=parts(**units),
    )


def order_delivered(order_id: str, fulfilment_id: str, when: str) -> order_events.OrderDelivered:
    return order_events.OrderDelivered(
        order_id=order_id,
        number=f"N-{order_id}",
        customer_id="cus_1",
        fulfilment_id=fulfilment_id,
        delivered_at=at(when),
    )


def refund_requested(order_id: str, refund_id: str, amount: int, **fields: Any) -> RefundRequested:
    known = {"payment_id": "pay_1", "currency": "EUR", "reason": ""}
    return RefundRequested(
        order_id=order_id, refund_id=refund_id, amount=amount, **(known | fields)
    )


def order_refunded(order_id: str, refund_id: str, amount: int, **fields: Any) -> OrderRefunded:
    known: dict[str, Any] = {"currency": "EUR", "refunded_total": amount}
    return OrderRefunded(
        order_id=order_id,
        number=f"N-{order_id}",
        customer_id="cus_1",
        refund_id=refund_id,
        amount=amount,
        **(known | fields),
    )


def parts(**units: int) -> tuple[order_events.ShippedLine, ...]:
    """Units of the lines ``lamp`` and ``chair``."""
    lines = {"lamp": "line_1", "chair": "line_2"}
    return tuple(order_events.ShippedLine(lines[sku], sku, count) for sku, count in units.items())


def stock(*levels: tuple[str, int, int]) -> order_events.StockChanged:
    """Levels by SKU: what is available, and the level's version."""
    return order_events.StockChanged(tuple(order_events.StockLevel(*level) for level in levels))


def write_raw(lake: Path, *rows: tuple[str, ClickstreamRow | DomainEventRow]) -> None:
    """Write the rows where the delivery streams would, by type and day of receipt."""
    by_place: dict[Path, list[msgspec.Struct]] = defaultdict(list)
    for event_type, row in rows:
        table = "clickstream" if isinstance(row, ClickstreamRow) else "domain_events"
        day = row.received_at.date().isoformat()
        by_place[lake / "raw" / table / f"event_type={event_type}" / f"dt={day}"].append(row)
    for place, those in by_place.items():
        _write(place, those)


def write_history(lake: Path, name: str, *lines: HistoryOrderLine) -> None:
    """Write an import of history."""
    _write(lake / "raw" / "history_order_lines" / f"import_name={name}", lines)


def _write(place: Path, rows: Iterable[msgspec.Struct]) -> None:
    rows = list(rows)
    schema = pa.schema(
        [(field.name, _type(field.type)) for field in msgspec.structs.fields(rows[0])]
    )
    table = pa.Table.from_pylist([msgspec.structs.asdict(row) for row in rows], schema)
    place.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, place / f"{next(_files)}.parquet")


def _type(annotation: Any) -> pa.DataType:
    if "Decimal" in str(annotation):
        return pa.decimal128(19, 4)
    kinds = [kind for kind in _TYPES if kind.__name__ in str(annotation)]
    return _TYPES[kinds[0]] if kinds else pa.string()


def read(lake: Path, table: str, *columns: str) -> list[dict[str, Any]]:
    """A curated table's rows as they lie on the disk, sorted; all columns, or these."""
    files = sorted((lake / "curated" / table).rglob("*.parquet"))
    rows = [row for file in files for row in pq.read_table(file, partitioning=None).to_pylist()]
    chosen = [{name: row[name] for name in columns} if columns else row for row in rows]
    return sorted(chosen, key=repr)


def days_of(lake: Path, table: str) -> list[str]:
    """The days that a curated table has a partition of."""
    return sorted(path.name.removeprefix("dt=") for path in (lake / "curated" / table).glob("dt=*"))
