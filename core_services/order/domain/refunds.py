"""Refunds in parts, on amounts that were frozen when the order was placed.

A line's total is never divided anew among the survivors of a refund. The first n units of a line of
q units and total t are worth ``t * n // q``; a refund pays the difference to what went back before,
so that the parts of a line add up to its total exactly, whatever was refunded in which order.
"""

from datetime import datetime

import msgspec

from core_services.order.domain.errors import (
    NothingToRefundError,
    RefundExceedsError,
    RefundStateError,
)
from core_services.order.domain.order import (
    Cause,
    Fulfilment,
    LineQuantity,
    Order,
    OrderLine,
    Refund,
    RefundLine,
    advance,
    note,
)
from core_services.order.domain.quantities import LineProgress, progress, require, unshipped
from core_services.order.domain.status import Action, OrderStatus, allowed, next_status


class LineToRefund(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``withdraw``: the units were not shipped and never will be; they go back on the shelf."""

    line_id: str
    quantity: int
    withdraw: bool = False


class RefundPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What to give back: units of lines, a part of the shipping, and a plain amount on top."""

    lines: tuple[LineToRefund, ...] = ()
    shipping: int = 0
    amount: int = 0
    return_id: str | None = None


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """The next order, the refund it asks for, and the units that go back on the shelf."""

    order: Order
    refund: Refund | None = None
    restock: tuple[LineQuantity, ...] = ()


def refundable(order: Order) -> int:
    """What was paid, minus what went back and what is on its way back."""
    return order.paid_total - sum(
        refund.amount
        for refund in order.refunds
        if refund.status != "failed" and refund.payment_id == order.payment_id
    )


def value_of(line: OrderLine, done: LineProgress, quantity: int) -> int:
    """What the next ``quantity`` units of a line are worth, after those refunded before."""
    units = done.refunded + quantity
    return max(0, line.total * units // line.quantity - done.refunded_amount)


def shipping_left(order: Order) -> int:
    """The part of the shipping charge that has not been given back."""
    return order.shipping_total - sum(
        refund.shipping for refund in order.refunds if refund.status != "failed"
    )


def request(order: Order, plan: RefundPlan, *, refund_id: str, cause: Cause) -> Outcome:
    """Ask for a refund as planned.

    Raises:
        QuantityError: for more units than are left of a line.
        RefundExceedsError: for more money than is left of the payment or the shipping.
        NothingToRefundError: when nothing was paid, or the plan is worth nothing.
    """
    if order.payment_id is None or order.paid_total == 0:
        raise NothingToRefundError("Nothing was paid for this order.")
    lines = _priced(order, plan.lines)
    if plan.shipping > shipping_left(order):
        raise RefundExceedsError(
            f"Of the shipping, {shipping_left(order)} is left.", refundable=shipping_left(order)
        )
    amount = sum(line.amount for line in lines) + plan.shipping + plan.amount
    _require_cover(order, amount)
    refund = Refund(
        id=refund_id,
        payment_id=order.payment_id,
        status="requested",
        currency=order.currency,
        amount=amount,
        shipping=plan.shipping,
        lines=lines,
        return_id=plan.return_id,
        reason=cause.reason,
        requested_at=cause.at,
    )
    return _with_request(order, refund, cause)


def request_rest(order: Order, *, refund_id: str, cause: Cause) -> Outcome:
    """Ask for all the money that is left to be given back, if there is any."""
    amount = refundable(order)
    if amount == 0 or order.payment_id is None:
        return Outcome(order=order)
    return _with_request(
        order,
        Refund(
            id=refund_id,
            payment_id=order.payment_id,
            status="requested",
            currency=order.currency,
            amount=amount,
            shipping=shipping_left(order),
            reason=cause.reason,
            requested_at=cause.at,
        ),
        cause,
    )


def return_payment(
    order: Order, payment_id: str, currency: str, amount: int, *, refund_id: str, cause: Cause
) -> Outcome:
    """Ask to send back, whole, a payment that this order must not keep."""
    refund = Refund(
        id=refund_id,
        payment_id=payment_id,
        status="requested",
        currency=currency,
        amount=amount,
        reason=cause.reason,
        requested_at=cause.at,
    )
    return _with_request(order, refund, cause)


def retry(order: Order, failed_id: str, *, refund_id: str, cause: Cause) -> Outcome:
    """Ask again for a refund that the provider could not make.

    It is a new refund, because the provider answers a repeated id with the failure it remembers.
    """
    failed = find(order, failed_id)
    if failed.status != "failed":
        raise RefundStateError(f"The refund is {failed.status}; only a failed one can be retried.")
    if failed.payment_id == order.payment_id and failed.currency == order.currency:
        _require_cover(order, failed.amount)
    again = msgspec.structs.replace(
        failed,
        id=refund_id,
        status="requested",
        failure="",
        requested_at=cause.at,
        settled_at=None,
        lines=tuple(msgspec.structs.replace(line, withdrawn=False) for line in failed.lines),
    )
    return _with_request(order, again, cause)


def succeed(order: Order, refund_id: str, *, cause: Cause) -> Outcome:
    """The money of a refund went back; a repeated report changes nothing.

    Nor does a report that comes after a failure: failure is the provider's last word, so this one
    is older, and the money may have gone back another way by now.
    """
    refund = find(order, refund_id)
    if refund.status != "requested":
        return Outcome(order=order)
    settled = _settled(order, refund, cause.at, status="succeeded", failure="")
    order = note(_counted(settled, refund, refund.amount), "refund_succeeded", cause)
    if 0 < order.paid_total <= order.refunded_total and allowed(order.status, Action.REFUND_ALL):
        return _refunded(order, cause)
    return Outcome(order=order)


def known(order: Order, reported: Refund) -> Order:
    """The order with this refund in its book: one made at the provider's desk is new to us."""
    if any(refund.id == reported.id for refund in order.refunds):
        return order
    return msgspec.structs.replace(order, refunds=(*order.refunds, reported))


def fail(order: Order, refund_id: str, *, cause: Cause) -> Order:
    """The provider could not make a refund, or a bank sent it back later.

    The status of the order stays: it never runs backwards. The money is refundable again.
    """
    refund = find(order, refund_id)
    if refund.status == "failed":
        return order
    settled = _settled(order, refund, cause.at, status="failed", failure=cause.reason)
    if refund.status == "succeeded":
        settled = _counted(settled, refund, -refund.amount)
    return note(settled, "refund_failed", cause)


def find(order: Order, refund_id: str) -> Refund:
    """The refund with this id.

    Raises:
        RefundStateError: when the order has none.
    """
    for refund in order.refunds:
        if refund.id == refund_id:
            return refund
    raise RefundStateError(f"The order has no refund {refund_id!r}.")


def _priced(order: Order, wanted: tuple[LineToRefund, ...]) -> tuple[RefundLine, ...]:
    priced: dict[str, RefundLine] = {}
    for part in wanted:
        if part.line_id in priced:
            raise RefundStateError("Name each line once.")
        line = order.line(part.line_id)
        done = progress(order, line)
        require(line, part.quantity, line.quantity - done.refunded)
        if part.withdraw:
            next_status(order.status, Action.SHIP_PART)  # else there is nothing to hold back
            require(line, part.quantity, done.to_ship)
        priced[line.id] = RefundLine(
            line_id=line.id,
            quantity=part.quantity,
            amount=value_of(line, done, part.quantity),
            withdrawn=part.withdraw,
        )
    return tuple(priced.values())


def _require_cover(order: Order, amount: int) -> None:
    left = refundable(order)
    if amount > left:
        raise RefundExceedsError(
            f"{amount} is more than the {left} that can still be refunded.", refundable=left
        )
    if amount <= 0:
        raise NothingToRefundError("This refund would be worth nothing.")


def _with_request(order: Order, refund: Refund, cause: Cause) -> Outcome:
    withdrawn = tuple(
        LineQuantity(line.line_id, line.quantity) for line in refund.lines if line.withdrawn
    )
    order = msgspec.structs.replace(order, refunds=(*order.refunds, refund))
    order = note(order, "refund_requested", cause)
    if withdrawn:
        order = _after_withdrawal(order, cause)
    return Outcome(order=order, refund=refund, restock=withdrawn)


def _after_withdrawal(order: Order, cause: Cause) -> Order:
    if order.status is OrderStatus.PARTLY_FULFILLED and not unshipped(order):
        return advance(order, Action.WITHDRAW_REST, cause)
    return order


def _refunded(order: Order, cause: Cause) -> Outcome:
    keeps_goods = order.status in (OrderStatus.PAID, OrderStatus.PARTLY_FULFILLED)
    restock = unshipped(order) if keeps_goods else ()
    order = msgspec.structs.replace(order, fulfilments=without_packing(order.fulfilments))
    return Outcome(order=advance(order, Action.REFUND_ALL, cause), restock=restock)


def without_packing(fulfilments: tuple[Fulfilment, ...]) -> tuple[Fulfilment, ...]:
    """The fulfilments, with those that have not left the house called off."""
    return tuple(
        msgspec.structs.replace(item, status="cancelled") if item.status == "packing" else item
        for item in fulfilments
    )


def _settled(order: Order, refund: Refund, at: datetime, *, status: str, failure: str) -> Order:
    done = msgspec.structs.replace(refund, status=status, failure=failure, settled_at=at)
    refunds = tuple(done if item.id == refund.id else item for item in order.refunds)
    return msgspec.structs.replace(order, refunds=refunds)


def _counted(order: Order, refund: Refund, amount: int) -> Order:
    if refund.payment_id != order.payment_id or refund.currency != order.currency:
        return order
    return msgspec.structs.replace(order, refunded_total=order.refunded_total + amount)
