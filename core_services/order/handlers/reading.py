"""Looking at orders and stock."""

from collections.abc import Sequence

from core_services.order.commands import OrderFilter
from core_services.order.domain.errors import OrderNotFoundError
from core_services.order.domain.order import Order
from core_services.order.ports import Deps, Movement, StockItem, StockLevel


async def get_order(order_id: str, deps: Deps, *, owner_id: str | None = None) -> Order:
    """One order; another person's looks like none.

    Raises:
        OrderNotFoundError: when there is none to see.
    """
    async with deps.look() as look:
        order = await look.orders.get(order_id)
    if owner_id is not None and order.customer_id != owner_id:
        raise OrderNotFoundError("There is no such order.")
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
