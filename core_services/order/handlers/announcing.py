"""From what happened to the events that say so."""

from collections.abc import Iterable, Sequence
from itertools import islice

from contracts.events import order as events
from core_services.order.domain.order import (
    CancelReason,
    Fulfilment,
    LineQuantity,
    Order,
    Refund,
    Return,
)
from core_services.order.ports import StockLevel, Work

_LEVELS_PER_EVENT = 500
_CHANNEL = "web"  # the storefront is the only place that sells so far


def placed(work: Work, order: Order) -> None:
    data = events.OrderPlaced(
        order_id=order.id,
        number=order.number,
        customer_id=order.customer_id,
        customer_kind=order.customer_kind,
        cart_id=order.cart_id,
        cart_version=order.cart_version,
        currency=order.currency,
        subtotal=order.subtotal,
        discount_total=order.discount_total,
        shipping_total=order.shipping_total,
        tax_total=order.tax_total,
        total=order.total,
        lines=_lines(order),
        country=order.shipping_address.country,
        coupon_codes=order.coupon_codes,
        shipping_method=order.shipping.code if order.shipping else "",
        locale=order.locale,
        discounts=_discounts(order),
        channel=_CHANNEL,
    )
    work.tell(events.ORDER_PLACED, subject=order.id, version=1, data=data)


def paid(work: Work, order: Order) -> None:
    data = events.OrderPaid(
        order_id=order.id,
        number=order.number,
        customer_id=order.customer_id,
        cart_id=order.cart_id,
        cart_version=order.cart_version,
        currency=order.currency,
        total=order.total,
        lines=_lines(order),
        payment_id=order.payment_id or "",
    )
    work.tell(events.ORDER_PAID, subject=order.id, version=order.version, data=data)


def cancelled(work: Work, order: Order, reason: CancelReason) -> None:
    data = events.OrderCancelled(
        order_id=order.id,
        number=order.number,
        customer_id=order.customer_id,
        reason=reason,
        was_paid=order.paid_at is not None,
    )
    work.tell(events.ORDER_CANCELLED, subject=order.id, version=order.version, data=data)


def shipped(work: Work, order: Order, fulfilment: Fulfilment) -> None:
    data = events.OrderShipped(
        order_id=order.id,
        number=order.number,
        customer_id=order.customer_id,
        fulfilment_id=fulfilment.id,
        carrier=fulfilment.carrier,
        tracking_number=fulfilment.tracking_number,
        tracking_url=fulfilment.tracking_url,
        lines=_parts(order, fulfilment.lines),
    )
    work.tell(events.ORDER_SHIPPED, subject=order.id, version=order.version, data=data)


def delivered(work: Work, order: Order, fulfilment: Fulfilment) -> None:
    data = events.OrderDelivered(
        order_id=order.id,
        number=order.number,
        customer_id=order.customer_id,
        fulfilment_id=fulfilment.id,
        delivered_at=fulfilment.delivered_at or order.history[-1].at,
    )
    work.tell(events.ORDER_DELIVERED, subject=order.id, version=order.version, data=data)


def return_requested(work: Work, order: Order, back: Return) -> None:
    data = events.ReturnRequested(
        order_id=order.id,
        number=order.number,
        customer_id=order.customer_id,
        return_id=back.id,
        lines=_parts(order, back.lines),
        reason=back.reason,
        reason_code=back.reason_code,
    )
    work.tell(events.RETURN_REQUESTED, subject=order.id, version=order.version, data=data)


def return_accepted(work: Work, order: Order, back: Return) -> None:
    data = events.ReturnAccepted(
        order_id=order.id,
        number=order.number,
        customer_id=order.customer_id,
        return_id=back.id,
        lines=_parts(order, back.lines),
    )
    work.tell(events.RETURN_ACCEPTED, subject=order.id, version=order.version, data=data)


def refund_requested(work: Work, order: Order, refund: Refund) -> None:
    data = events.RefundRequested(
        order_id=order.id,
        refund_id=refund.id,
        payment_id=refund.payment_id,
        currency=refund.currency,
        amount=refund.amount,
        reason=refund.reason,
    )
    work.tell(events.REFUND_REQUESTED, subject=order.id, version=order.version, data=data)


def refunded(work: Work, order: Order, refund: Refund) -> None:
    parts = tuple(LineQuantity(line.line_id, line.quantity) for line in refund.lines)
    data = events.OrderRefunded(
        order_id=order.id,
        number=order.number,
        customer_id=order.customer_id,
        refund_id=refund.id,
        currency=refund.currency,
        amount=refund.amount,
        refunded_total=order.refunded_total,
        lines=_parts(order, parts),
    )
    work.tell(events.ORDER_REFUNDED, subject=order.id, version=order.version, data=data)


def stock_changed(work: Work, levels: Iterable[StockLevel]) -> None:
    """What can be sold now, in events of at most 500 levels."""
    rest = iter(levels)
    while batch := tuple(
        events.StockLevel(level.sku, level.available, level.version)
        for level in islice(rest, _LEVELS_PER_EVENT)
    ):
        newest = max(level.version for level in batch)
        data = events.StockChanged(levels=batch)
        work.tell(events.STOCK_CHANGED, subject="stock", version=newest, data=data)


def _discounts(order: Order) -> tuple[events.OrderDiscount, ...]:
    """What each promotion took off the whole order, goods and shipping together."""
    parts = [part for line in order.lines for part in line.discounts]
    if order.shipping is not None:
        parts += order.shipping.discounts
    sums: dict[str, events.OrderDiscount] = {}
    for part in parts:
        before = sums.get(part.promotion_id)
        sums[part.promotion_id] = events.OrderDiscount(
            promotion_id=part.promotion_id,
            amount=part.amount + (before.amount if before else 0),
            code=part.code or "",
            label=part.label,
        )
    return tuple(sums.values())


def _lines(order: Order) -> tuple[events.OrderLine, ...]:
    return tuple(
        events.OrderLine(
            line_id=line.id,
            sku=line.sku,
            product_id=line.product_id,
            title=line.title,
            quantity=line.quantity,
            unit_price=line.unit_price,
            discount=line.discount,
            tax=line.tax,
            total=line.total,
        )
        for line in order.lines
    )


def _parts(order: Order, parts: Sequence[LineQuantity]) -> tuple[events.ShippedLine, ...]:
    return tuple(
        events.ShippedLine(part.line_id, order.line(part.line_id).sku, part.quantity)
        for part in parts
    )
