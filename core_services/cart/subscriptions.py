"""Which events the cart hears, and what it does about them."""

from collections.abc import Mapping
from typing import Any

from contracts.events import Event
from contracts.events.order import ORDER_PAID, OrderPaid
from core_services.cart import handlers
from core_services.cart.handlers import Carts
from core_services.chassis.sqs import Handler


def subscriptions(carts: Carts) -> Mapping[str, Handler]:
    """The handlers of ``cart-order-events``."""

    async def on_order_paid(event: Event[Any]) -> None:
        paid: OrderPaid = event.data
        bought: dict[str, int] = {}
        for line in paid.lines:
            bought[line.sku] = bought.get(line.sku, 0) + line.quantity
        await handlers.settle_order(carts, paid.cart_id, paid.order_id, bought)

    return {ORDER_PAID.name: on_order_paid}
