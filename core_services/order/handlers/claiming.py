"""A guest who signed in takes the orders of the guest session along."""

import msgspec

from contracts.principals import Principal
from core_services.chassis.database import retry_serialization
from core_services.order.domain.order import Cause, note
from core_services.order.ports import Deps


async def claim_orders(guest: Principal, customer: Principal, deps: Deps) -> int:
    """Give the guest's orders to the customer; returns how many changed hands.

    Whoever holds the session has seen and could cancel these orders before. Safe to repeat: an
    order that was claimed is the guest's no more.
    """
    async with deps.look() as look:
        order_ids = await look.orders.ids_of(guest.id)
    claimed = 0
    for order_id in order_ids:
        claimed += await _claim(order_id, guest, customer, deps)
    return claimed


async def _claim(order_id: str, guest: Principal, customer: Principal, deps: Deps) -> bool:
    cause = Cause(f"{customer.kind}:{customer.id}", deps.clock.now())

    async def attempt() -> bool:
        async with deps.work() as work:
            before = await work.orders.lock(order_id)
            if before.customer_id != guest.id:
                return False
            theirs = msgspec.structs.replace(
                before, customer_id=customer.id, customer_kind=customer.kind
            )
            await work.orders.save(before, note(theirs, "claim", cause))
        return True

    return await retry_serialization(attempt)
