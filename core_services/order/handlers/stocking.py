"""Counted stock from the catalog's imports, and changes by hand."""

import msgspec

from contracts.errors import InvalidError
from contracts.events import Event
from contracts.events.catalog import StockDeclared
from core_services.chassis.operations import Reply
from core_services.order.commands import AdjustStock
from core_services.order.handlers import announcing
from core_services.order.handlers.once import by_event, by_key
from core_services.order.ports import Deps, Work

CONSUMER = "order-catalog-events"


async def on_stock_declared(event: Event[StockDeclared], deps: Deps) -> None:
    """Set what an import counted. Of a SKU that it names twice the last count holds."""
    levels = {level.sku: level.on_hand for level in event.data.levels}

    async def effect(work: Work) -> None:
        changed = await work.stock.declare(
            levels, reference=event.data.batch, counted_at=event.time, at=deps.clock.now()
        )
        announcing.stock_changed(work, changed)

    await by_event(deps, CONSUMER, event, effect)


async def adjust_stock(command: AdjustStock, deps: Deps) -> Reply:
    """Change one stock item by hand, with a reason that is kept."""
    if (command.delta is None) == (command.on_hand is None):
        raise InvalidError("Send either a delta or a count (on_hand).")
    if command.kind == "write-off" and (command.delta is None or command.delta >= 0):
        raise InvalidError("A write-off takes units away: send a delta below zero.")

    async def effect(work: Work) -> tuple[msgspec.Struct, str]:
        item, level = await work.stock.adjust(command, deps.clock.now())
        announcing.stock_changed(work, [level])
        return item, item.sku

    return await by_key(deps, command.scope, effect)
