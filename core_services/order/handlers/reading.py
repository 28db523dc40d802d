"""Looking at orders and stock."""

from collections.abc import Sequence

from core_services.order.commands import OrderFilter
from core_services.order.domain.errors import OrderNotFoundError
from core_services.order.domain.identity import Asker
from core_services.order.domain.order import Order
from core_services.order.ports import Deps, Movement, StockItem, StockLevel


async def get_order(order_id: str, deps: Deps, *, asker: Asker | None = None) -> Order:
    """One order; another person's looks like none.

    Raises:
        OrderNotFoundError: when there is none to see.
    """
    async with deps.look() as look:
        order = await look.orders.get(order_id)
    if asker is not None and not asker.may_see(order):
        raise OrderNotFoundError("There is no such order.")
    return order


async def find_guest_order(reference: str, email: str, deps: Deps) -> Order:
    """A guest's order by its id or number, and the address it was placed with.

    One statement looks for both: an unknown number and a wrong address take the same way. What
    belongs to an account is not found; its owner signs in.

    Raises:
        OrderNotFoundError: when nothing fits.
    """
    async with deps.look() as look:
        order = await look.orders.of_guest(reference, email)
    if order is None:
        raise OrderNotFoundError("There is no order with this number and e-mail address.")
    return order


async def find_orders(wanted: OrderFilter, deps: Deps) -> list[Order]:
    """Orders, newest first."""
    async with deps.look() as look:
        return await look.orders.find(wanted)


async def stock_levels(skus: Sequence[str], deps: Deps) -> list[StockLevel]:
    """What can be sold now."""
    async with deps.look() as look:
        return await look.stock.levels(skus)


async def stock_items(
    deps: Deps, *, after: str, search: str, below: int | None, limit: int
) -> list[StockItem]:
    """Stock items by SKU."""
    async with deps.look() as look:
        return await look.stock.items(after=after, search=search, below=below, limit=limit)


async def stock_movements(
    sku: str, deps: Deps, *, before: int | None, limit: int
) -> list[Movement]:
    """What happened to a SKU, newest first."""
    async with deps.look() as look:
        return await look.stock.movements(sku, before=before, limit=limit)
