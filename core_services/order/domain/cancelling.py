"""Giving an order up: before it is paid, or after, as long as nothing was shipped."""

import msgspec

from core_services.order.domain import refunds
from core_services.order.domain.order import Cause, Order, advance
from core_services.order.domain.quantities import unshipped
from core_services.order.domain.refunds import Outcome
from core_services.order.domain.status import Action


def cancel(order: Order, *, refund_id: str, cause: Cause) -> Outcome:
    """Cancel the order and ask for all its money back.

    Raises:
        InvalidTransitionError: once anything was shipped, or the order is closed.
    """
    goods = unshipped(order) if order.paid_at is not None else ()
    order = msgspec.structs.replace(
        advance(order, Action.CANCEL, cause),
        fulfilments=refunds.without_packing(order.fulfilments),
    )
    foreign = _foreign_payment(order, refund_id, cause)
    outcome = foreign or refunds.request_rest(order, refund_id=refund_id, cause=cause)
    return Outcome(order=outcome.order, refund=outcome.refund, restock=goods)


def expire(order: Order, cause: Cause) -> Order:
    """The order was not paid in time."""
    return advance(order, Action.EXPIRE, cause)


def _foreign_payment(order: Order, refund_id: str, cause: Cause) -> Outcome | None:
    """The refund of a held payment in another currency than the order's."""
    for payment in order.payments:
        is_ours = payment.payment_id == order.payment_id and payment.status == "succeeded"
        if is_ours and payment.currency != order.currency:
            return refunds.return_payment(
                order,
                payment.payment_id,
                payment.currency,
                payment.amount,
                refund_id=refund_id,
                cause=cause,
            )
    return None
