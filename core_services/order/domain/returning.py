"""Goods that come back: asked for by the customer, decided by staff."""

import msgspec

from core_services.order.domain import refunds
from core_services.order.domain.errors import ReturnStateError
from core_services.order.domain.order import (
    Cause,
    LineQuantity,
    Order,
    Return,
    ReturnReason,
    note,
)
from core_services.order.domain.quantities import progress, require, summed
from core_services.order.domain.refunds import LineToRefund, Outcome, RefundPlan


def ask(
    order: Order,
    wanted: tuple[LineQuantity, ...],
    *,
    return_id: str,
    cause: Cause,
    reason_code: ReturnReason = "other",
) -> Order:
    """Ask to send units back.

    Raises:
        QuantityError: for units that were not shipped, or are on their way back already.
    """
    parts = summed(wanted)
    for part in parts:
        line = order.line(part.line_id)
        require(line, part.quantity, progress(order, line).returnable)
    back = Return(
        id=return_id,
        status="requested",
        lines=parts,
        reason=cause.reason,
        reason_code=reason_code,
        requested_at=cause.at,
    )
    order = msgspec.structs.replace(order, returns=(*order.returns, back))
    return note(order, "return_requested", cause)


def accept(
    order: Order,
    return_id: str,
    *,
    restock: bool,
    refund: bool,
    refund_id: str,
    cause: Cause,
) -> Outcome:
    """Take the goods back: on the shelf or not, and with the money or not."""
    back = _undecided(order, return_id)
    asked = _repayment(order, back, refund_id, cause) if refund else Outcome(order=order)
    order = _with(
        asked.order,
        back,
        status="accepted",
        restocked=restock,
        refund_id=asked.refund.id if asked.refund else None,
        decided_at=cause.at,
    )
    return Outcome(
        order=note(order, "return_accepted", cause),
        refund=asked.refund,
        restock=back.lines if restock else (),
    )


def reject(order: Order, return_id: str, cause: Cause) -> Order:
    """Refuse to take the goods back."""
    back = _undecided(order, return_id)
    return note(
        _with(order, back, status="rejected", decided_at=cause.at), "return_rejected", cause
    )


def find(order: Order, return_id: str) -> Return:
    """The return with this id.

    Raises:
        ReturnStateError: when the order has none.
    """
    for back in order.returns:
        if back.id == return_id:
            return back
    raise ReturnStateError(f"The order has no return {return_id!r}.")


def _repayment(order: Order, back: Return, refund_id: str, cause: Cause) -> Outcome:
    lines = tuple(LineToRefund(part.line_id, part.quantity) for part in back.lines)
    plan = RefundPlan(lines=lines, return_id=back.id)
    return refunds.request(order, plan, refund_id=refund_id, cause=cause)


def _undecided(order: Order, return_id: str) -> Return:
    back = find(order, return_id)
    if back.status != "requested":
        raise ReturnStateError(f"The return was {back.status} before.")
    return back


def _with(order: Order, back: Return, **changes: object) -> Order:
    changed = msgspec.structs.replace(back, **changes)
    returns = tuple(changed if item.id == back.id else item for item in order.returns)
    return msgspec.structs.replace(order, returns=returns)
