"""Builds the rows that one shop's life leaves in the curated zone, consistent with each other."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.unit.analytics.parquet import Row, write_tables

TITLES = {"teapot": "Teapot", "chair": "Chair", "lamp": "Lamp"}
CATEGORIES = {"teapot": "kitchen/teapots", "chair": "living/chairs", "lamp": "living/lamps"}


def at(text: str) -> datetime:
    """``2026-01-10 09:00`` in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Line:
    """What was bought: ``total`` with the ``tax`` in it, after ``discount``."""

    product: str
    quantity: int
    total: Decimal
    tax: Decimal = Decimal(0)
    discount: Decimal = Decimal(0)
    returned: int = 0


@dataclass(slots=True)
class Shop:
    """Collects rows by table; ``write`` makes a lake of them."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))

    def order(
        self,
        order_id: str,
        placed: str,
        *lines: Line,
        customer: str = "ada",
        kind: str = "customer",
        currency: str = "EUR",
        country: str = "DE",
        channel: str = "web",
        origin: str = "live",
        shipping: str = "0",
        shipping_tax: str = "0",
        paid: str | None = "",
        cancelled: str | None = None,
        refunded: str = "0",
        session: str | None = None,
        source: str | None = None,
        device: str | None = None,
        promotion: tuple[str, str] | None = None,
    ) -> None:
        """``paid`` is the time, empty for a minute after placing, None for never."""
        placed_at = at(placed)
        paid_at = None if paid is None else at(paid) if paid else placed_at + timedelta(minutes=1)
        of_order = {
            "order_id": order_id,
            "origin": origin,
            "currency": currency,
            "is_paid": paid_at is not None,
            "is_cancelled": cancelled is not None,
            "placed_at": placed_at,
        }
        discount = sum((line.discount for line in lines), Decimal(0))
        total = sum((line.total for line in lines), Decimal(shipping))
        self.rows["orders"].append(
            of_order
            | {
                "number": order_id.upper(),
                "customer_id": customer,
                "customer_kind": kind,
                "channel": channel,
                "session_id": session,
                "source": source,
                "device_class": device,
                "country": country,
                "status": "cancelled" if cancelled else "paid" if paid_at else "placed",
                "paid_at": paid_at,
                "cancelled_at": at(cancelled) if cancelled else None,
                "subtotal": total - Decimal(shipping) + discount,
                "discount_total": discount,
                "shipping_total": Decimal(shipping),
                "tax_total": sum((line.tax for line in lines), Decimal(shipping_tax)),
                "total": total,
                "refunded_total": Decimal(refunded),
                "items": sum(line.quantity for line in lines),
                "coupon_codes": [promotion[1]] if promotion and promotion[1] else [],
            }
        )
        self.rows["order_lines"] += [
            of_order
            | {
                "line_id": f"{order_id}-{number}",
                "sku": f"{line.product}-1",
                "product_id": line.product,
                "title": TITLES.get(line.product, line.product),
                "category": CATEGORIES.get(line.product, "").rpartition("/")[2],
                "category_path": CATEGORIES.get(line.product, ""),
                "quantity": line.quantity,
                "discount": line.discount,
                "tax": line.tax,
                "total": line.total,
                "returned_quantity": line.returned,
            }
            for number, line in enumerate(lines)
        ]
        if promotion:
            self.rows["order_discounts"].append(
                of_order
                | {
                    "promotion_id": promotion[0],
                    "code": promotion[1],
                    "label": promotion[0].title(),
                    "amount": discount,
                }
            )

    def refund(self, order_id: str, amount: str, when: str, *, status: str = "succeeded") -> None:
        """Money goes back a minute after it was asked for; ``refunded_total`` is the caller's."""
        self.rows["refunds"].append(
            {
                "refund_id": f"r{len(self.rows['refunds'])}",
                "order_id": order_id,
                "origin": "live",
                "status": status,
                "requested_at": at(when),
                "refunded_at": at(when) + timedelta(minutes=1) if status == "succeeded" else None,
                "amount": Decimal(amount),
            }
        )

    def returned(
        self, order_id: str, when: str, quantity: int, reason: str, *, accepted: bool, placed: str
    ) -> None:
        number = len(self.rows["returns"])
        self.rows["returns"].append(
            {
                "return_id": f"t{number}",
                "order_id": order_id,
                "line_id": f"{order_id}-0",
                "origin": "live",
                "quantity": quantity,
                "reason_code": reason,
                "status": "accepted" if accepted else "requested",
                "requested_at": at(when),
                "placed_at": at(placed),
            }
        )

    def payment(
        self,
        payment_id: str,
        order_id: str,
        when: str,
        amount: str,
        *,
        method: str = "card",
        reason: str | None = None,
        currency: str = "EUR",
    ) -> None:
        """An attempt; it failed if there is a ``reason``."""
        self.rows["payments"].append(
            {
                "attempt_id": f"a{len(self.rows['payments'])}",
                "payment_id": payment_id,
                "order_id": order_id,
                "origin": "live",
                "attempted_at": at(when),
                "outcome": "failed" if reason else "succeeded",
                "method": method,
                "reason": reason,
                "currency": currency,
                "amount": Decimal(amount),
            }
        )

    def parcel(
        self, order_id: str, paid: str, shipped: str, delivered: str | None, *, carrier: str = "dhl"
    ) -> None:
        self.rows["fulfilments"].append(
            {
                "fulfilment_id": f"f{len(self.rows['fulfilments'])}",
                "order_id": order_id,
                "origin": "live",
                "carrier": carrier,
                "country": "DE",
                "shipping_method": "standard",
                "units": 1,
                "paid_at": at(paid),
                "shipped_at": at(shipped),
                "delivered_at": at(delivered) if delivered else None,
            }
        )

    def session(
        self,
        session_id: str,
        started: str,
        steps: int,
        *,
        device: str = "phone",
        source: str = "search",
        campaign: str = "",
        visitor: str = "v1",
        origin: str = "live",
        minutes: int = 10,
    ) -> None:
        """A visit that reached so many of the six steps, one a minute."""
        names = ("visit", "product", "cart", "checkout", "order", "paid")
        of_session = {
            "session_id": session_id,
            "origin": origin,
            "device_class": device,
            "source": source,
        }
        self.rows["sessions"].append(
            of_session
            | {
                "visitor_id": visitor,
                "started_at": at(started),
                "ended_at": at(started) + timedelta(minutes=minutes),
                "campaign_name": campaign,
                "page_views": 3,
                "cart_additions": int(steps >= 3),
                "orders_placed": int(steps >= 5),
            }
        )
        self.rows["funnel_steps"] += [
            of_session
            | {
                "step": number + 1,
                "step_name": name,
                "reached_at": at(started) + timedelta(minutes=number),
                "dt": started[:10],
            }
            for number, name in enumerate(names[:steps])
        ]

    def click(self, kind: str, session_id: str, when: str, **columns: Any) -> None:
        self.rows["clickstream"].append(
            {
                "event_id": f"e{len(self.rows['clickstream'])}",
                "event_type": kind,
                "session_id": session_id,
                "visitor_id": "v1",
                "occurred_at": at(when),
                "origin": "live",
                "device_class": "phone",
                "source": "search",
            }
            | columns
        )

    def stock(
        self,
        sku: str,
        day: str,
        closing: int,
        sold: int,
        seconds_out: int = 0,
        *,
        origin: str = "live",
    ) -> None:
        self.rows["daily_stock"].append(
            {
                "sku": sku,
                "origin": origin,
                "opening": closing + sold,
                "closing": closing,
                "lowest": 0 if seconds_out else closing,
                "out_of_stock_seconds": seconds_out,
                "units_sold": sold,
                "dt": day,
            }
        )

    def product(self, product_id: str) -> None:
        self.rows["products"].append(
            {
                "product_id": product_id,
                "origin": "live",
                "title": TITLES[product_id],
                "brand": "Mercato",
                "category": CATEGORIES[product_id].rpartition("/")[2],
                "category_path": CATEGORIES[product_id],
                "skus": [f"{product_id}-1"],
                "is_deleted": False,
            }
        )

    def write(self, directory: Path) -> Path:
        return write_tables(directory, self.rows)
