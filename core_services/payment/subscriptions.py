"""Which events the payment service hears, and what it does about them."""

from typing import Any

from contracts.events import Event
from contracts.events import order as events
from core_services.chassis.sqs import Handler
from core_services.payment.deps import Deps
from core_services.payment.handlers import closing, refunds

CONSUMER = "payment"


def subscriptions(deps: Deps) -> dict[str, Handler]:
    """Handlers by event type."""

    async def on_order_cancelled(event: Event[Any]) -> None:
        order_id = event.data.order_id
        await closing.close_payments(deps, order_id, event=(CONSUMER, event.id))

    async def on_refund_requested(event: Event[Any]) -> None:
        await refunds.request_refund(deps, CONSUMER, event.id, event.data)

    return {
        events.ORDER_CANCELLED.name: on_order_cancelled,
        events.REFUND_REQUESTED.name: on_refund_requested,
    }
