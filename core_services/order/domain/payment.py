"""What a payment means for an order: accept it, hold it, take the order up again, or send it back.

Money and goods are decided together. A payment that comes when nobody expects it any more either
brings the order back (its stock could be reserved again) or is refunded; never both.
"""

from enum import StrEnum

import msgspec

from core_services.order.domain import refunds
from core_services.order.domain.errors import InvalidTransitionError
from core_services.order.domain.order import Cause, Order, PaymentNote, advance, note
from core_services.order.domain.refunds import Outcome
from core_services.order.domain.status import Action, OrderStatus, allowed


class Verdict(StrEnum):
    ACCEPT = "accept"
    HOLD = "hold"
    LATE = "late"
    SEND_BACK = "send_back"
    KNOWN = "known"


def judge(order: Order, payment: PaymentNote) -> Verdict:
    """What to do about a payment that succeeded."""
    if order.payment_id is not None:
        return Verdict.KNOWN if order.payment_id == payment.payment_id else Verdict.SEND_BACK
    is_right = (payment.currency, payment.amount) == (order.currency, order.total)
    if allowed(order.status, Action.PAY):
        return Verdict.ACCEPT if is_right else Verdict.HOLD
    if is_right and allowed(order.status, Action.REINSTATE):
        return Verdict.LATE
    return Verdict.SEND_BACK


def accept(order: Order, payment: PaymentNote, cause: Cause) -> Order:
    """The order, paid as it should be; ``REINSTATE`` where it had expired."""
    action = Action.REINSTATE if order.status is OrderStatus.EXPIRED else Action.PAY
    return msgspec.structs.replace(
        advance(_received(order, payment), action, cause), paid_at=cause.at
    )


def accept_free(order: Order, cause: Cause) -> Order:
    """An order that costs nothing is paid as soon as it is placed."""
    return msgspec.structs.replace(advance(order, Action.PAY, cause), paid_at=cause.at)


def hold(order: Order, payment: PaymentNote, cause: Cause) -> Order:
    """Stop the order until a person has looked at this payment."""
    order = _received(order, payment) if payment.status == "succeeded" else noted(order, payment)
    if allowed(order.status, Action.HOLD):
        return advance(order, Action.HOLD, cause)
    return note(order, "payment_held", cause)


def send_back(order: Order, payment: PaymentNote, *, refund_id: str, cause: Cause) -> Outcome:
    """Refund, whole, a payment that the order cannot keep.

    For an order that has no other payment it counts as the order's own, so that the order reads as
    refunded in the end.
    """
    order = _received(order, payment) if order.payment_id is None else noted(order, payment)
    return refunds.return_payment(
        order,
        payment.payment_id,
        payment.currency,
        payment.amount,
        refund_id=refund_id,
        cause=cause,
    )


def remember(order: Order, payment: PaymentNote, action: str, cause: Cause) -> Order:
    """Keep what was said about a payment, without consequence for the order.

    What is said late about a payment that has succeeded is older news: it is not kept.
    """
    if any(p.payment_id == payment.payment_id and p.status == "succeeded" for p in order.payments):
        return order
    return note(noted(order, payment), action, cause)


def release(order: Order, cause: Cause) -> Order:
    """A member of staff accepts the payment of a held order as it is."""
    order = advance(order, Action.RELEASE, cause)
    if order.payment_id is None:
        doubtful = [item for item in order.payments if item.status == "held"]
        if not doubtful:
            raise InvalidTransitionError("No payment of this order could be accepted.")
        order = msgspec.structs.replace(
            order, payment_id=doubtful[-1].payment_id, paid_total=order.total
        )
    return msgspec.structs.replace(order, paid_at=order.paid_at or cause.at)


def noted(order: Order, payment: PaymentNote) -> Order:
    """The order with this as the last word about the payment."""
    others = tuple(item for item in order.payments if item.payment_id != payment.payment_id)
    return msgspec.structs.replace(order, payments=(*others, payment))


def _received(order: Order, payment: PaymentNote) -> Order:
    # Money in a foreign currency cannot be added to the order's; its refund carries its own.
    counts = payment.amount if payment.currency == order.currency else 0
    return msgspec.structs.replace(
        noted(order, payment), payment_id=payment.payment_id, paid_total=counts
    )
