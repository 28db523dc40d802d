"""Which event makes the catalog do what."""

from contracts.clock import Clock
from contracts.events import Event
from contracts.events.catalog import (
    PRICING_CHANGED,
    PRODUCTS_CHANGED,
    PricingChanged,
    ProductsChanged,
)
from contracts.events.order import ORDER_PAID, STOCK_CHANGED, OrderPaid, StockChanged
from core_services.catalog.bootstrap import Deps
from core_services.catalog.handlers.availability import apply_stock_levels
from core_services.catalog.handlers.popularity import count_sale
from core_services.chassis.sqs import Handler


def own_events(deps: Deps) -> dict[str, Handler]:
    """The catalog hears its own events to drop what other processes have cached."""

    async def products_changed(event: Event[ProductsChanged]) -> None:
        await deps.pages.forget_products(product.product_id for product in event.data.products)

    async def pricing_changed(_: Event[PricingChanged]) -> None:
        await deps.pages.forget_pricing()

    return {PRODUCTS_CHANGED.name: products_changed, PRICING_CHANGED.name: pricing_changed}


def order_events(deps: Deps, clock: Clock) -> dict[str, Handler]:
    async def stock_changed(event: Event[StockChanged]) -> None:
        product_ids = await apply_stock_levels(deps.engine, event.data.levels, clock)
        await deps.pages.forget_products(product_ids)

    async def paid(event: Event[OrderPaid]) -> None:
        await count_sale(deps.engine, event.id, event.data.lines, event.time, clock)

    return {STOCK_CHANGED.name: stock_changed, ORDER_PAID.name: paid}
