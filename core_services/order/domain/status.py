"""The one table of transitions. It is published, and nothing else decides what an order may do."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from core_services.order.domain.errors import InvalidTransitionError


class OrderStatus(StrEnum):
    PENDING_PAYMENT = "pending_payment"
    PAID = "paid"
    PARTLY_FULFILLED = "partly_fulfilled"
    FULFILLED = "fulfilled"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REFUNDED = "refunded"
    HELD = "held"


class Action(StrEnum):
    """What can happen to an order.

    ``reinstate`` is a payment that came after the order expired, when the stock could be reserved
    again; ``release`` is a member of staff accepting the payment of a held order; ``withdraw_rest``
    is a refund of all that was still to be shipped; ``refund_all`` means that every unit of money
    the order received has gone back.
    """

    PAY = "pay"
    EXPIRE = "expire"
    CANCEL = "cancel"
    HOLD = "hold"
    RELEASE = "release"
    REINSTATE = "reinstate"
    SHIP_PART = "ship_part"
    SHIP_REST = "ship_rest"
    WITHDRAW_REST = "withdraw_rest"
    DELIVER = "deliver"
    REFUND_ALL = "refund_all"


_S, _A = OrderStatus, Action

TRANSITIONS: Mapping[Action, Mapping[OrderStatus, OrderStatus]] = MappingProxyType(
    {
        _A.PAY: {_S.PENDING_PAYMENT: _S.PAID, _S.HELD: _S.PAID},
        _A.EXPIRE: {_S.PENDING_PAYMENT: _S.EXPIRED},
        _A.CANCEL: {
            _S.PENDING_PAYMENT: _S.CANCELLED,
            _S.PAID: _S.CANCELLED,
            _S.HELD: _S.CANCELLED,
        },
        _A.HOLD: {_S.PENDING_PAYMENT: _S.HELD, _S.PAID: _S.HELD},
        _A.RELEASE: {_S.HELD: _S.PAID},
        _A.REINSTATE: {_S.EXPIRED: _S.PAID},
        _A.SHIP_PART: {
            _S.PAID: _S.PARTLY_FULFILLED,
            _S.PARTLY_FULFILLED: _S.PARTLY_FULFILLED,
        },
        _A.SHIP_REST: {_S.PAID: _S.FULFILLED, _S.PARTLY_FULFILLED: _S.FULFILLED},
        _A.WITHDRAW_REST: {_S.PARTLY_FULFILLED: _S.FULFILLED},
        _A.DELIVER: {_S.FULFILLED: _S.DELIVERED},
        _A.REFUND_ALL: {
            _S.PAID: _S.REFUNDED,
            _S.PARTLY_FULFILLED: _S.REFUNDED,
            _S.FULFILLED: _S.REFUNDED,
            _S.DELIVERED: _S.REFUNDED,
            _S.CANCELLED: _S.REFUNDED,
            _S.EXPIRED: _S.REFUNDED,
        },
    }
)


def allowed(status: OrderStatus, action: Action) -> bool:
    """Whether an order in this status may do this."""
    return status in TRANSITIONS[action]


def next_status(status: OrderStatus, action: Action) -> OrderStatus:
    """Where the action leads.

    Raises:
        InvalidTransitionError: when the table has no such row.
    """
    target = TRANSITIONS[action].get(status)
    if target is None:
        raise InvalidTransitionError(
            f"An order that is {status} cannot {action}.", order_status=status, action=action
        )
    return target


def published_table() -> list[tuple[OrderStatus, Action, OrderStatus]]:
    """The table as rows: from, action, to."""
    return [
        (source, action, target)
        for action, targets in TRANSITIONS.items()
        for source, target in targets.items()
    ]
