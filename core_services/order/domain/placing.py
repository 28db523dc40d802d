"""Making an order out of a cart and a quote."""

from datetime import timedelta

import msgspec

from core_services.order.domain.order import (
    Address,
    Cause,
    HistoryEntry,
    Order,
    OrderLine,
    ShippingCharge,
    TaxLine,
)
from core_services.order.domain.status import OrderStatus


class Purchase(msgspec.Struct, frozen=True, kw_only=True):
    """What is being bought, by whom, at which prices: all that an order is made from."""

    customer_id: str
    customer_kind: str
    email: str
    cart_id: str
    cart_version: int
    currency: str
    prices_include_tax: bool
    lines: tuple[OrderLine, ...]
    subtotal: int
    discount_total: int
    tax_total: int
    tax_lines: tuple[TaxLine, ...]
    total: int
    shipping: ShippingCharge | None
    shipping_address: Address
    billing_address: Address
    coupon_codes: tuple[str, ...]
    locale: str


def adds_up(purchase: Purchase) -> bool:
    """Whether lines and shipping are the total, to the last minor unit, and none is negative.

    Refunds rest on this: it is checked before an order exists, not hoped for afterwards.
    """
    shipping = purchase.shipping.total if purchase.shipping else 0
    parts = [line.total for line in purchase.lines]
    return min(*parts, shipping, purchase.total) >= 0 and sum(parts) + shipping == purchase.total


def new_order(
    purchase: Purchase, *, order_id: str, number: str, lifetime: timedelta, cause: Cause
) -> Order:
    """An order that waits for its payment."""
    status = OrderStatus.PENDING_PAYMENT
    entry = HistoryEntry(version=1, action="place", status=status, at=cause.at, actor=cause.actor)
    return Order(
        id=order_id,
        number=number,
        status=status,
        customer_id=purchase.customer_id,
        customer_kind=purchase.customer_kind,
        email=purchase.email,
        cart_id=purchase.cart_id,
        cart_version=purchase.cart_version,
        currency=purchase.currency,
        subtotal=purchase.subtotal,
        discount_total=purchase.discount_total,
        shipping_total=purchase.shipping.total if purchase.shipping else 0,
        tax_total=purchase.tax_total,
        tax_lines=purchase.tax_lines,
        total=purchase.total,
        prices_include_tax=purchase.prices_include_tax,
        shipping=purchase.shipping,
        shipping_address=purchase.shipping_address,
        billing_address=purchase.billing_address,
        coupon_codes=purchase.coupon_codes,
        locale=purchase.locale,
        placed_at=cause.at,
        expires_at=cause.at + lifetime,
        version=1,
        lines=purchase.lines,
        history=(entry,),
    )
