"""What the order service tells about orders, stock and the refunds it wants made.

Amounts are integer minor units of ``currency``. Nothing here identifies a person: consumers that
must write to the customer ask the order service for the order.
"""

from datetime import datetime

import msgspec

from contracts.events.envelope import EventType


class OrderLine(msgspec.Struct, frozen=True, kw_only=True):
    line_id: str
    sku: str
    product_id: str
    title: str
    quantity: int
    unit_price: int
    discount: int
    tax: int
    total: int


class OrderDiscount(msgspec.Struct, frozen=True, kw_only=True):
    """What one promotion took off an order; ``code`` is empty where none was needed."""

    promotion_id: str
    amount: int
    code: str = ""
    label: str = ""


class OrderPlaced(msgspec.Struct, frozen=True, kw_only=True):
    """``channel`` is where it was sold: ``web`` for the storefront."""

    order_id: str
    number: str
    customer_id: str
    customer_kind: str
    cart_id: str
    cart_version: int
    currency: str
    subtotal: int
    discount_total: int
    shipping_total: int
    tax_total: int
    total: int
    lines: tuple[OrderLine, ...]
    country: str = ""
    coupon_codes: tuple[str, ...] = ()
    shipping_method: str = ""
    locale: str = "en"
    discounts: tuple[OrderDiscount, ...] = ()
    channel: str = "web"


class OrderPaid(msgspec.Struct, frozen=True, kw_only=True):
    order_id: str
    number: str
    customer_id: str
    cart_id: str
    cart_version: int
    currency: str
    total: int
    lines: tuple[OrderLine, ...]
    payment_id: str = ""


class OrderCancelled(msgspec.Struct, frozen=True, kw_only=True):
    """``reason`` is one of: customer, staff, expired, payment-failed, out-of-stock."""

    order_id: str
    number: str
    customer_id: str
    reason: str
    was_paid: bool


class ShippedLine(msgspec.Struct, frozen=True):
    line_id: str
    sku: str
    quantity: int


class OrderShipped(msgspec.Struct, frozen=True, kw_only=True):
    order_id: str
    number: str
    customer_id: str
    fulfilment_id: str
    carrier: str
    tracking_number: str
    tracking_url: str
    lines: tuple[ShippedLine, ...]


class OrderDelivered(msgspec.Struct, frozen=True, kw_only=True):
    order_id: str
    number: str
    customer_id: str
    fulfilment_id: str
    delivered_at: datetime


class ReturnRequested(msgspec.Struct, frozen=True, kw_only=True):
    """``reason`` is the customer's own words; ``reason_code`` is one of: damaged, wrong-item,
    not-as-described, does-not-fit, changed-mind, late, other.
    """

    order_id: str
    number: str
    customer_id: str
    return_id: str
    lines: tuple[ShippedLine, ...]
    reason: str = ""
    reason_code: str = "other"


class ReturnAccepted(msgspec.Struct, frozen=True, kw_only=True):
    order_id: str
    number: str
    customer_id: str
    return_id: str
    lines: tuple[ShippedLine, ...]


class RefundRequested(msgspec.Struct, frozen=True, kw_only=True):
    """The order service decided to give money back; the payment service makes it happen."""

    order_id: str
    refund_id: str
    payment_id: str
    currency: str
    amount: int
    reason: str


class OrderRefunded(msgspec.Struct, frozen=True, kw_only=True):
    """Money went back. ``refunded_total`` is the sum of all refunds of the order so far."""

    order_id: str
    number: str
    customer_id: str
    refund_id: str
    currency: str
    amount: int
    refunded_total: int
    lines: tuple[ShippedLine, ...] = ()


class StockLevel(msgspec.Struct, frozen=True):
    sku: str
    available: int
    version: int


class StockChanged(msgspec.Struct, frozen=True):
    """What can be sold now. ``version`` grows per SKU: an older level never replaces a newer."""

    levels: tuple[StockLevel, ...]


ORDER_PLACED = EventType("order.placed.v1", "order", OrderPlaced)
ORDER_PAID = EventType("order.paid.v1", "order", OrderPaid)
ORDER_CANCELLED = EventType("order.cancelled.v1", "order", OrderCancelled)
ORDER_SHIPPED = EventType("order.shipped.v1", "order", OrderShipped)
ORDER_DELIVERED = EventType("order.delivered.v1", "order", OrderDelivered)
RETURN_REQUESTED = EventType("order.return_requested.v1", "order", ReturnRequested)
RETURN_ACCEPTED = EventType("order.return_accepted.v1", "order", ReturnAccepted)
REFUND_REQUESTED = EventType("order.refund_requested.v1", "order", RefundRequested)
ORDER_REFUNDED = EventType("order.refunded.v1", "order", OrderRefunded)
STOCK_CHANGED = EventType("order.stock_changed.v1", "order", StockChanged)
