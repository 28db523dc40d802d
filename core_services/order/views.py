"""From the domain's order to what each reader may see of it."""

from typing import Any

from core_services.order.domain import refunds
from core_services.order.domain.order import HistoryEntry, Order
from core_services.order.domain.status import TRANSITIONS, Action, OrderStatus, published_table
from core_services.order.schemas import (
    HistoryView,
    InternalOrderView,
    OrderSummary,
    OrderView,
    ShippingView,
    StaffOrderSummary,
    StaffOrderView,
    SummaryLine,
    TransitionTable,
    TransitionView,
)


def for_owner(order: Order) -> OrderView:
    """What the customer sees."""
    return OrderView(**_shared(order))


def for_services(order: Order) -> InternalOrderView:
    """What another service sees."""
    return InternalOrderView(**_shared(order), **_owner(order))


def for_staff(order: Order) -> StaffOrderView:
    """What staff see."""
    return StaffOrderView(
        **_shared(order),
        **_owner(order),
        payments=order.payments,
        timeline=order.history,
        shipping_charge=order.shipping,
        refundable=refunds.refundable(order),
        actions=tuple(action for action in Action if order.status in TRANSITIONS[action]),
    )


def summary(order: Order) -> OrderSummary:
    """One row of a customer's list."""
    return OrderSummary(**_brief(order))


def staff_summary(order: Order) -> StaffOrderSummary:
    """One row of the staff's list."""
    return StaffOrderSummary(**_brief(order), email=order.email, customer_id=order.customer_id)


def transition_table() -> TransitionTable:
    """The published table."""
    return TransitionTable(
        statuses=tuple(OrderStatus),
        transitions=tuple(TransitionView(*row) for row in published_table()),
    )


def _shared(order: Order) -> dict[str, Any]:
    fields = {name: getattr(order, name) for name in _SHARED_FIELDS}
    charge = order.shipping
    fields["shipping"] = charge and ShippingView(
        code=charge.code, name=charge.name, total=charge.total
    )
    fields["history"] = _status_changes(order.history)
    return fields


_SHARED_FIELDS = tuple(
    name for name in OrderView.__struct_fields__ if name not in ("shipping", "history")
)


def _owner(order: Order) -> dict[str, Any]:
    return {"customer_id": order.customer_id, "customer_kind": order.customer_kind}


def _status_changes(history: tuple[HistoryEntry, ...]) -> tuple[HistoryView, ...]:
    shown: list[HistoryView] = []
    for entry in history:
        if not shown or shown[-1].status is not entry.status:
            shown.append(HistoryView(status=entry.status, at=entry.at, reason=entry.reason))
    return tuple(shown)


def _brief(order: Order) -> dict[str, Any]:
    lines = tuple(
        SummaryLine(
            sku=line.sku,
            title=line.title,
            variant_title=line.variant_title,
            image_url=line.image_url,
            quantity=line.quantity,
        )
        for line in order.lines
    )
    return {
        "id": order.id,
        "number": order.number,
        "status": order.status,
        "currency": order.currency,
        "total": order.total,
        "refunded_total": order.refunded_total,
        "item_count": sum(line.quantity for line in order.lines),
        "lines": lines,
        "placed_at": order.placed_at,
    }
