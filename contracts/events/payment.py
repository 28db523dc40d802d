"""What the payment service tells about money. Amounts are integer minor units of ``currency``."""

import msgspec

from contracts.events.envelope import EventType


class PaymentSucceeded(msgspec.Struct, frozen=True, kw_only=True):
    payment_id: str
    order_id: str
    currency: str
    amount: int
    method: str


class PaymentFailed(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt was declined; the order can still be paid until it expires.

    ``superseded``: another attempt followed at once, and its news come along. It counts, and nobody
    needs to be told of it.
    """

    payment_id: str
    order_id: str
    currency: str
    amount: int
    reason: str
    method: str = ""
    superseded: bool = False


class PaymentClosed(msgspec.Struct, frozen=True, kw_only=True):
    """The payment can no longer be paid: it was cancelled, or its page expired."""

    payment_id: str
    order_id: str


class PaymentHeld(msgspec.Struct, frozen=True, kw_only=True):
    """The provider's book and ours disagree; a person must look before the order moves."""

    payment_id: str
    order_id: str
    reason: str


class PaymentRefunded(msgspec.Struct, frozen=True, kw_only=True):
    payment_id: str
    order_id: str
    refund_id: str
    currency: str
    amount: int
    refunded_total: int


class RefundFailed(msgspec.Struct, frozen=True, kw_only=True):
    payment_id: str
    order_id: str
    refund_id: str
    currency: str
    amount: int
    reason: str


PAYMENT_SUCCEEDED = EventType("payment.succeeded.v1", "payment", PaymentSucceeded)
PAYMENT_FAILED = EventType("payment.failed.v1", "payment", PaymentFailed)
PAYMENT_CLOSED = EventType("payment.closed.v1", "payment", PaymentClosed)
PAYMENT_HELD = EventType("payment.held.v1", "payment", PaymentHeld)
PAYMENT_REFUNDED = EventType("payment.refunded.v1", "payment", PaymentRefunded)
REFUND_FAILED = EventType("payment.refund_failed.v1", "payment", RefundFailed)
