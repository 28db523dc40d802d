"""Packing, shipping and delivering, in as many parts as it takes."""

import msgspec

from core_services.order.domain.errors import FulfilmentStateError
from core_services.order.domain.order import (
    Cause,
    Fulfilment,
    LineQuantity,
    Order,
    advance,
    note,
)
from core_services.order.domain.quantities import progress, require, summed, unshipped
from core_services.order.domain.status import Action, OrderStatus, next_status


class Tracking(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    carrier: str = ""
    tracking_number: str = ""
    tracking_url: str = ""


def pack(
    order: Order, wanted: tuple[LineQuantity, ...], *, fulfilment_id: str, cause: Cause
) -> Order:
    """Set units aside for a parcel, so that no other parcel takes them. Empty means all.

    Raises:
        InvalidTransitionError: when the order is not to be shipped.
        QuantityError: for more units than are left to ship.
    """
    next_status(order.status, Action.SHIP_PART)
    parts = summed(wanted) or _all_left(order)
    for part in parts:
        line = order.line(part.line_id)
        require(line, part.quantity, progress(order, line).to_ship)
    if not parts:
        raise FulfilmentStateError("Nothing is left to pack.")
    fulfilment = Fulfilment(id=fulfilment_id, status="packing", lines=parts, created_at=cause.at)
    order = msgspec.structs.replace(order, fulfilments=(*order.fulfilments, fulfilment))
    return note(order, "packed", cause)


def unpack(order: Order, fulfilment_id: str, cause: Cause) -> Order:
    """Call a parcel off before it leaves; its units can be packed again."""
    fulfilment = _in_status(order, fulfilment_id, "packing")
    return note(_with(order, fulfilment, status="cancelled"), "unpacked", cause)


def ship(order: Order, fulfilment_id: str, tracking: Tracking, cause: Cause) -> Order:
    """A parcel leaves the house. ``SHIP_REST`` when nothing of the order stays behind."""
    fulfilment = _in_status(order, fulfilment_id, "packing")
    order = _with(
        order,
        fulfilment,
        status="shipped",
        shipped_at=cause.at,
        carrier=tracking.carrier,
        tracking_number=tracking.tracking_number,
        tracking_url=tracking.tracking_url,
    )
    action = Action.SHIP_PART if unshipped(order) else Action.SHIP_REST
    return advance(order, action, cause)


def deliver(order: Order, fulfilment_id: str, cause: Cause) -> Order:
    """A parcel arrived. The order is delivered when all of it has arrived."""
    fulfilment = _in_status(order, fulfilment_id, "shipped")
    order = _with(order, fulfilment, status="delivered", delivered_at=cause.at)
    on_their_way = any(item.status in ("packing", "shipped") for item in order.fulfilments)
    if order.status is OrderStatus.FULFILLED and not on_their_way:
        return advance(order, Action.DELIVER, cause)
    return note(order, "parcel_delivered", cause)


def find(order: Order, fulfilment_id: str) -> Fulfilment:
    """The fulfilment with this id.

    Raises:
        FulfilmentStateError: when the order has none.
    """
    for fulfilment in order.fulfilments:
        if fulfilment.id == fulfilment_id:
            return fulfilment
    raise FulfilmentStateError(f"The order has no fulfilment {fulfilment_id!r}.")


def _in_status(order: Order, fulfilment_id: str, status: str) -> Fulfilment:
    fulfilment = find(order, fulfilment_id)
    if fulfilment.status != status:
        raise FulfilmentStateError(f"The fulfilment is {fulfilment.status}, not {status}.")
    return fulfilment


def _all_left(order: Order) -> tuple[LineQuantity, ...]:
    parts = (LineQuantity(line.id, progress(order, line).to_ship) for line in order.lines)
    return tuple(part for part in parts if part.quantity)


def _with(order: Order, fulfilment: Fulfilment, **changes: object) -> Order:
    changed = msgspec.structs.replace(fulfilment, **changes)
    fulfilments = tuple(changed if f.id == fulfilment.id else f for f in order.fulfilments)
    return msgspec.structs.replace(order, fulfilments=fulfilments)
