"""An order and its parts, and the two ways it can move: to another status, or by a note."""

from datetime import datetime
from typing import Literal

import msgspec

from core_services.order.domain.errors import LineUnknownError
from core_services.order.domain.status import Action, OrderStatus, next_status

ReturnReason = Literal[
    "damaged", "wrong-item", "not-as-described", "does-not-fit", "changed-mind", "late", "other"
]
CancelReason = Literal["customer", "staff", "expired", "payment-failed", "out-of-stock"]


class Address(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``region`` is a code; ``region_name`` is what people write, where that is another."""

    name: str
    line1: str
    line2: str = ""
    city: str
    region: str = ""
    region_name: str = ""
    postal_code: str
    country: str
    phone: str = ""


class LineDiscount(msgspec.Struct, frozen=True, kw_only=True):
    promotion_id: str
    code: str | None = None
    label: str = ""
    amount: int


class TaxLine(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    rate: str
    amount: int


class OrderLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line as it was sold. ``total`` is what the customer paid for it, all discounts and taxes
    in; it was allocated once, when the order was placed, and refunds only ever divide it.
    """

    id: str
    sku: str
    product_id: str
    variant_id: str
    title: str
    variant_title: str = ""
    image_url: str | None = None
    quantity: int
    unit_price: int
    compare_at: int | None = None
    subtotal: int
    discount: int
    discounts: tuple[LineDiscount, ...] = ()
    tax: int
    tax_lines: tuple[TaxLine, ...] = ()
    total: int
    requires_shipping: bool = True
    weight_grams: int = 0


class ShippingCharge(msgspec.Struct, frozen=True, kw_only=True):
    code: str
    name: str
    amount: int
    discount: int
    discounts: tuple[LineDiscount, ...] = ()
    tax: int
    total: int


class LineQuantity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """So many units of a line."""

    line_id: str
    quantity: int


class Fulfilment(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    status: Literal["packing", "shipped", "delivered", "cancelled"]
    lines: tuple[LineQuantity, ...]
    carrier: str = ""
    tracking_number: str = ""
    tracking_url: str = ""
    created_at: datetime
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None


class Return(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    status: Literal["requested", "accepted", "rejected"]
    lines: tuple[LineQuantity, ...]
    reason: str = ""
    reason_code: ReturnReason = "other"
    restocked: bool = False
    refund_id: str | None = None
    requested_at: datetime
    decided_at: datetime | None = None


class RefundLine(msgspec.Struct, frozen=True, kw_only=True):
    """``withdrawn`` units will not be shipped any more; they went back on the shelf."""

    line_id: str
    quantity: int
    amount: int
    withdrawn: bool = False


class Refund(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    payment_id: str
    status: Literal["requested", "succeeded", "failed"]
    currency: str
    amount: int
    shipping: int = 0
    lines: tuple[RefundLine, ...] = ()
    return_id: str | None = None
    reason: str = ""
    failure: str = ""
    requested_at: datetime
    settled_at: datetime | None = None


class PaymentNote(msgspec.Struct, frozen=True, kw_only=True):
    """The last thing that the payment service said about one payment."""

    payment_id: str
    status: Literal["succeeded", "failed", "closed", "held"]
    currency: str = ""
    amount: int = 0
    reason: str = ""
    at: datetime


class HistoryEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What version ``version`` of the order was about. ``actor`` is a principal or a service."""

    version: int
    action: str
    status: OrderStatus
    at: datetime
    actor: str
    reason: str = ""


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """``paid_total`` and ``refunded_total`` count money that really moved; see ``refunds`` for
    what is on its way. ``version`` grows by one with each entry of ``history``.
    """

    id: str
    number: str
    customer_id: str
    customer_kind: str
    email: str
    cart_id: str
    cart_version: int
    status: OrderStatus
    currency: str
    subtotal: int
    discount_total: int
    shipping_total: int
    tax_total: int
    total: int
    paid_total: int = 0
    refunded_total: int = 0
    prices_include_tax: bool
    shipping: ShippingCharge | None = None
    tax_lines: tuple[TaxLine, ...] = ()
    shipping_address: Address
    billing_address: Address
    coupon_codes: tuple[str, ...] = ()
    locale: str = "en"
    payment_id: str | None = None
    placed_at: datetime
    expires_at: datetime
    paid_at: datetime | None = None
    version: int
    lines: tuple[OrderLine, ...]
    fulfilments: tuple[Fulfilment, ...] = ()
    returns: tuple[Return, ...] = ()
    refunds: tuple[Refund, ...] = ()
    payments: tuple[PaymentNote, ...] = ()
    history: tuple[HistoryEntry, ...] = ()

    def line(self, line_id: str) -> OrderLine:
        """The line with this id.

        Raises:
            LineUnknownError: when the order has none.
        """
        for line in self.lines:
            if line.id == line_id:
                return line
        raise LineUnknownError(f"The order has no line {line_id!r}.")


class Cause(msgspec.Struct, frozen=True):
    """Who does something to an order, when, and why."""

    actor: str
    at: datetime
    reason: str = ""


def advance(order: Order, action: Action, cause: Cause) -> Order:
    """The order after the action.

    Raises:
        InvalidTransitionError: when the published table does not allow it.
    """
    return _entered(order, action, next_status(order.status, action), cause)


def note(order: Order, action: str, cause: Cause) -> Order:
    """The order in the same status, with one more entry in its history."""
    return _entered(order, action, order.status, cause)


def _entered(order: Order, action: str, status: OrderStatus, cause: Cause) -> Order:
    version = order.version + 1
    entry = HistoryEntry(
        version=version,
        action=action,
        status=status,
        at=cause.at,
        actor=cause.actor,
        reason=cause.reason,
    )
    return msgspec.structs.replace(
        order, status=status, version=version, history=(*order.history, entry)
    )
