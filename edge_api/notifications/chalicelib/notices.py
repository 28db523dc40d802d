"""Whether an event is still worth a message: decided by the order as it stands now, not by the
event, which may be old, repeated, or overtaken by a later one.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from contracts.events import order as order_events
from contracts.events import payment as payment_events
from contracts.events.envelope import Event

from .orders import Fulfilment, Order, Refund, Return

_OVER = frozenset({"cancelled", "expired", "refunded"})


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """What there is to tell about an order. ``part`` is the id of the parcel, refund or return."""

    message: str
    order: Order
    part: str = ""
    fulfilment: Fulfilment | None = None
    refund: Refund | None = None
    returned: Return | None = None
    reason: str = ""
    was_paid: bool = False


def notice_of(event: Event[Any], order: Order) -> Notice | None:
    """What to tell, or None when that is no longer so."""
    return _DECISIONS[event.type](event.data, order)


def _paid(_: order_events.OrderPaid, order: Order) -> Notice | None:
    if order.paid_at is None or order.status in _OVER:
        return None
    return Notice(message="order_paid", order=order)


def _payment_failed(data: payment_events.PaymentFailed, order: Order) -> Notice | None:
    if data.superseded or order.status != "pending_payment":
        return None
    return Notice(message="payment_failed", order=order)


def _shipped(data: order_events.OrderShipped, order: Order) -> Notice | None:
    return _about_parcel("order_shipped", data.fulfilment_id, "shipped", order)


def _delivered(data: order_events.OrderDelivered, order: Order) -> Notice | None:
    return _about_parcel("order_delivered", data.fulfilment_id, "delivered", order)


def _about_parcel(message: str, parcel: str, status: str, order: Order) -> Notice | None:
    found = next((each for each in order.fulfilments if each.id == parcel), None)
    if found is None or found.status != status or order.status in _OVER:
        return None
    return Notice(message=message, order=order, part=parcel, fulfilment=found)


def _cancelled(data: order_events.OrderCancelled, order: Order) -> Notice | None:
    if order.status not in _OVER:
        return None  # paid after all, after it had expired
    return Notice(
        message="order_cancelled", order=order, reason=data.reason, was_paid=data.was_paid
    )


def _refunded(data: order_events.OrderRefunded, order: Order) -> Notice | None:
    found = next((each for each in order.refunds if each.id == data.refund_id), None)
    if found is None or found.status != "succeeded":
        return None
    return Notice(message="order_refunded", order=order, part=found.id, refund=found)


def _return_accepted(data: order_events.ReturnAccepted, order: Order) -> Notice | None:
    found = next((each for each in order.returns if each.id == data.return_id), None)
    if found is None or found.status != "accepted":
        return None
    return Notice(message="return_accepted", order=order, part=found.id, returned=found)


_DECISIONS: Mapping[str, Callable[[Any, Order], Notice | None]] = {
    order_events.ORDER_PAID.name: _paid,
    order_events.ORDER_SHIPPED.name: _shipped,
    order_events.ORDER_DELIVERED.name: _delivered,
    order_events.ORDER_CANCELLED.name: _cancelled,
    order_events.ORDER_REFUNDED.name: _refunded,
    order_events.RETURN_ACCEPTED.name: _return_accepted,
    payment_events.PAYMENT_FAILED.name: _payment_failed,
}
