"""What staff may ask: ``orders`` look and act, ``support`` look."""

from typing import Any

from contracts.errors import DomainError
from core_services.chassis.operations import Call, Handler, Operation, Reply, staff
from core_services.order import views
from core_services.order.commands import (
    AcceptReturn,
    AdjustStock,
    CallOffFulfilment,
    CancelOrder,
    DeliverFulfilment,
    OrderFilter,
    PackFulfilment,
    RejectReturn,
    ReleaseOrder,
    RequestRefund,
    RetryRefund,
    ShipFulfilment,
)
from core_services.order.domain import errors
from core_services.order.domain.refunds import LineToRefund
from core_services.order.handlers import (
    cancelling,
    fulfilling,
    paying,
    reading,
    refunding,
    returning,
    stocking,
)
from core_services.order.ports import Deps, StockItem
from core_services.order.routes.parsing import actor_of, addressed, quantities, scope_of
from core_services.order.routes.refusals import refuse_card_numbers
from core_services.order.schemas import (
    AcceptReturnBody,
    AdjustStockBody,
    DecisionBody,
    FulfilmentBody,
    MovementPage,
    MovementQuery,
    OrderSearchQuery,
    RefundBody,
    StaffOrderPage,
    StaffOrderView,
    StockPage,
    StockSearchQuery,
    TrackingBody,
)

_READERS = staff("orders", "support")
_ACTORS = staff("orders")
_ORDERS = ("staff: orders",)
_STOCK = ("staff: stock",)


async def search_orders(call: Call[Deps, None, OrderSearchQuery]) -> StaffOrderPage:
    query = call.query
    wanted = OrderFilter(
        status=query.status,
        email=query.email,
        number=query.number,
        placed_from=query.placed_from,
        placed_to=query.placed_to,
        before=query.cursor,
        limit=query.limit + 1,
    )
    orders = await reading.find_orders(wanted, call.deps)
    page, more = orders[: query.limit], len(orders) > query.limit
    return StaffOrderPage(
        orders=tuple(views.staff_summary(order) for order in page),
        next_cursor=page[-1].id if more else None,
    )


async def inspect_order(call: Call[Deps, None, None]) -> StaffOrderView:
    return views.for_staff(await reading.get_order(call.path["order_id"], call.deps))


async def cancel_order_as_staff(call: Call[Deps, DecisionBody, None]) -> Reply:
    command = CancelOrder(**addressed(call))
    return await cancelling.cancel_order(command, call.deps, views.for_staff)


async def release_order(call: Call[Deps, DecisionBody, None]) -> Reply:
    command = ReleaseOrder(**addressed(call))
    return await paying.release_order(command, call.deps, views.for_staff)


async def pack_fulfilment(call: Call[Deps, FulfilmentBody, None]) -> Reply:
    tracking = call.body.tracking
    command = PackFulfilment(
        **addressed(call),
        lines=quantities(call.body.lines),
        tracking=tracking.to_tracking() if tracking else None,
    )
    return await fulfilling.pack_fulfilment(command, call.deps, views.for_staff)


async def ship_fulfilment(call: Call[Deps, TrackingBody, None]) -> Reply:
    command = ShipFulfilment(
        **addressed(call),
        fulfilment_id=call.path["fulfilment_id"],
        tracking=call.body.to_tracking(),
    )
    return await fulfilling.ship_fulfilment(command, call.deps, views.for_staff)


async def deliver_fulfilment(call: Call[Deps, None, None]) -> Reply:
    command = DeliverFulfilment(**addressed(call), fulfilment_id=call.path["fulfilment_id"])
    return await fulfilling.deliver_fulfilment(command, call.deps, views.for_staff)


async def call_off_fulfilment(call: Call[Deps, None, None]) -> Reply:
    command = CallOffFulfilment(**addressed(call), fulfilment_id=call.path["fulfilment_id"])
    return await fulfilling.call_off_fulfilment(command, call.deps, views.for_staff)


async def accept_return(call: Call[Deps, AcceptReturnBody, None]) -> Reply:
    command = AcceptReturn(
        **addressed(call),
        return_id=call.path["return_id"],
        restock=call.body.restock,
        refund=call.body.refund,
    )
    return await returning.accept_return(command, call.deps, views.for_staff)


async def reject_return(call: Call[Deps, DecisionBody, None]) -> Reply:
    command = RejectReturn(**addressed(call), return_id=call.path["return_id"])
    return await returning.reject_return(command, call.deps, views.for_staff)


async def request_refund(call: Call[Deps, RefundBody, None]) -> Reply:
    body = call.body
    command = RequestRefund(
        **addressed(call),
        lines=tuple(LineToRefund(p.line_id, p.quantity, p.withdraw) for p in body.lines),
        shipping=body.shipping,
        amount=body.amount,
    )
    return await refunding.request_refund(command, call.deps, views.for_staff)


async def retry_refund(call: Call[Deps, DecisionBody, None]) -> Reply:
    command = RetryRefund(**addressed(call), refund_id=call.path["refund_id"])
    return await refunding.retry_refund(command, call.deps, views.for_staff)


async def list_stock(call: Call[Deps, None, StockSearchQuery]) -> StockPage:
    query = call.query
    items = await reading.stock_items(
        call.deps, after=query.cursor, search=query.q, below=query.below, limit=query.limit + 1
    )
    page, more = items[: query.limit], len(items) > query.limit
    return StockPage(items=tuple(page), next_cursor=page[-1].sku if more else None)


async def list_movements(call: Call[Deps, None, MovementQuery]) -> MovementPage:
    query = call.query
    moves = await reading.stock_movements(
        query.sku, call.deps, before=query.cursor, limit=query.limit + 1
    )
    page, more = moves[: query.limit], len(moves) > query.limit
    return MovementPage(movements=tuple(page), next_cursor=page[-1].id if more else None)


async def adjust_stock(call: Call[Deps, AdjustStockBody, None]) -> Reply:
    refuse_card_numbers(call.body)
    body = call.body
    command = AdjustStock(
        scope=scope_of(call),
        sku=body.sku,
        kind=body.kind,
        delta=body.delta,
        on_hand=body.on_hand,
        reason=body.reason,
        actor=actor_of(call),
    )
    return await stocking.adjust_stock(command, call.deps)


def _act(
    path: str,
    handler: Handler,
    summary: str,
    body: Any,
    refusals: tuple[type[DomainError], ...],
) -> Operation:
    """An operation of staff on one order: all need a key, and answer with the order."""
    return Operation(
        method="POST",
        path=f"/core/v1/admin/orders/{{order_id}}/{path}",
        handler=handler,
        summary=summary,
        access=_ACTORS,
        body=body,
        returns=StaffOrderView,
        idempotency_key=True,
        errors=(errors.OrderNotFoundError, *refusals),
        tags=_ORDERS,
    )


_PARCEL = (errors.FulfilmentStateError, errors.InvalidTransitionError)
_PARTS = (errors.LineUnknownError, errors.QuantityError)
_REFUND = (errors.RefundExceedsError, errors.NothingToRefundError, errors.RefundStateError)

OPERATIONS = (
    Operation(
        method="GET",
        path="/core/v1/admin/orders",
        handler=search_orders,
        summary="Find orders, newest first",
        access=_READERS,
        query=OrderSearchQuery,
        returns=StaffOrderPage,
        tags=_ORDERS,
    ),
    Operation(
        method="GET",
        path="/core/v1/admin/orders/{order_id}",
        handler=inspect_order,
        summary="An order with its payments and everything that happened",
        access=_READERS,
        returns=StaffOrderView,
        errors=(errors.OrderNotFoundError,),
        tags=_ORDERS,
    ),
    _act(
        "cancel",
        cancel_order_as_staff,
        "Cancel an order that was not shipped; also refuses the payment of a held one",
        DecisionBody,
        (errors.InvalidTransitionError,),
    ),
    _act(
        "release",
        release_order,
        "Accept the payment of a held order as it is",
        DecisionBody,
        (errors.InvalidTransitionError,),
    ),
    _act("fulfilments", pack_fulfilment, "Pack a parcel", FulfilmentBody, (*_PARCEL, *_PARTS)),
    _act(
        "fulfilments/{fulfilment_id}/ship",
        ship_fulfilment,
        "A parcel leaves the house",
        TrackingBody,
        _PARCEL,
    ),
    _act(
        "fulfilments/{fulfilment_id}/deliver", deliver_fulfilment, "A parcel arrived", None, _PARCEL
    ),
    _act(
        "fulfilments/{fulfilment_id}/call-off",
        call_off_fulfilment,
        "Unpack a parcel that has not left",
        None,
        _PARCEL,
    ),
    _act(
        "returns/{return_id}/accept",
        accept_return,
        "Take goods back, on the shelf or not, with the money or not",
        AcceptReturnBody,
        (errors.ReturnStateError, *_REFUND, *_PARTS),
    ),
    _act(
        "returns/{return_id}/reject",
        reject_return,
        "Refuse to take goods back",
        DecisionBody,
        (errors.ReturnStateError,),
    ),
    _act("refunds", request_refund, "Give money back, in parts", RefundBody, (*_REFUND, *_PARTS)),
    _act(
        "refunds/{refund_id}/retry",
        retry_refund,
        "Ask again for a refund that failed",
        DecisionBody,
        _REFUND,
    ),
    Operation(
        method="GET",
        path="/core/v1/admin/stock",
        handler=list_stock,
        summary="Stock items by SKU",
        access=_READERS,
        query=StockSearchQuery,
        returns=StockPage,
        tags=_STOCK,
    ),
    Operation(
        method="GET",
        path="/core/v1/admin/stock/movements",
        handler=list_movements,
        summary="What happened to a SKU, newest first",
        access=_READERS,
        query=MovementQuery,
        returns=MovementPage,
        tags=_STOCK,
    ),
    Operation(
        method="POST",
        path="/core/v1/admin/stock/adjustments",
        handler=adjust_stock,
        summary="Change a stock item by hand, with a reason",
        access=_ACTORS,
        body=AdjustStockBody,
        returns=StockItem,
        idempotency_key=True,
        errors=(errors.StockItemNotFoundError, errors.StockBelowReservedError),
        tags=_STOCK,
    ),
)
