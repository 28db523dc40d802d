"""What follows from a decision of the domain: rows, stock and events, in the same transaction."""

from core_services.chassis.context import note
from core_services.order.domain.errors import OrderNotFoundError
from core_services.order.domain.identity import Asker
from core_services.order.domain.order import Cause, Order
from core_services.order.domain.quantities import goods_of
from core_services.order.domain.refunds import Outcome
from core_services.order.handlers import announcing
from core_services.order.ports import Work


async def carry_out(work: Work, before: Order, outcome: Outcome, cause: Cause) -> None:
    """Store the next order, put its goods back on the shelf, and ask for its refund."""
    order = outcome.order
    await work.orders.save(before, order)
    if outcome.restock:
        levels = await work.stock.restock(
            goods_of(order, outcome.restock),
            reference=order.id,
            reason=cause.reason,
            actor=cause.actor,
            at=cause.at,
        )
        announcing.stock_changed(work, levels)
    if outcome.refund is not None:
        announcing.refund_requested(work, order, outcome.refund)


async def let_go(work: Work, order: Order, cause: Cause) -> None:
    """Give back what a dead order held: reserved stock, and uses of promotions."""
    levels = await work.stock.release(order.id)
    announcing.stock_changed(work, levels)
    await work.redemptions.release(order.id, cause.at)


async def lock_for(work: Work, order_id: str, asker: Asker | None) -> Order:
    """The order, locked, if the asker may see it.

    Raises:
        OrderNotFoundError: for no order, and for another person's, which looks the same.
    """
    note(order_id=order_id)
    order = await work.orders.lock(order_id)
    if asker is not None and not asker.may_see(order):
        raise OrderNotFoundError("There is no such order.")
    return order
