"""What each queue's events lead to."""

from collections.abc import Callable, Mapping
from typing import Any

from contracts.events import order as order_events
from contracts.events import payment as payment_events
from contracts.events.envelope import Event
from edge_api.chassis.deadline import Deadline

from .bootstrap import Deps
from .catalogue import texts_for
from .contacts import Channels
from .letters import order_letter
from .notices import notice_of
from .once import Guarantee
from .stock import tell_who_waits
from .telling import Audience, tell

Handler = Callable[[Event[Any], Deps, Deadline], None]


def tell_about_order(event: Event[Any], deps: Deps, deadline: Deadline) -> None:
    """Ask what has become of the order, and tell the customer if there is still something to."""
    order = deps.orders.fetch(event.data.order_id, deadline)
    notice = notice_of(event, order)
    if notice is None:
        return
    letter = order_letter(notice, texts_for(order.locale), deps.settings.shop_url)
    is_known = order.customer_kind == "customer"
    audience = Audience(
        subject=f"{order.id}/{notice.part}" if notice.part else order.id,
        email=order.email,
        channels=deps.contacts.channels(order.customer_id) if is_known else Channels(),
    )
    tell(letter, audience, deps, Guarantee.RATHER_TWICE)


ORDER_EVENTS: Mapping[str, Handler] = {
    order_events.ORDER_PAID.name: tell_about_order,
    order_events.ORDER_SHIPPED.name: tell_about_order,
    order_events.ORDER_DELIVERED.name: tell_about_order,
    order_events.ORDER_CANCELLED.name: tell_about_order,
    order_events.ORDER_REFUNDED.name: tell_about_order,
    order_events.RETURN_ACCEPTED.name: tell_about_order,
    order_events.STOCK_CHANGED.name: tell_who_waits,
}
PAYMENT_EVENTS: Mapping[str, Handler] = {payment_events.PAYMENT_FAILED.name: tell_about_order}
