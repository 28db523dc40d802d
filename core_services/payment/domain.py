"""What may happen to a payment and to a refund. No I/O, no clock.

A payment moves forward only, and only on what the provider's book says: `judge` compares a reading
of that book with our row and answers what to do. It never trusts the order in which news arrive.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from contracts.errors import ConflictError, InvalidError


class PaymentStatus(StrEnum):
    REQUIRES_PAYMENT = "requires_payment"
    PROCESSING = "processing"
    SUCCEEDED = "succeeded"
    FAILED = "failed"  # the last attempt was declined; the page can still be paid
    CLOSED = "closed"
    HELD = "held"


class RefundStatus(StrEnum):
    REQUESTED = "requested"
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


OPEN = frozenset({PaymentStatus.REQUIRES_PAYMENT, PaymentStatus.PROCESSING, PaymentStatus.FAILED})

# A closed payment may still turn out to be paid or wrong: the provider's book decides, not ours.
PAYMENT_TRANSITIONS: dict[PaymentStatus, frozenset[PaymentStatus]] = {
    PaymentStatus.REQUIRES_PAYMENT: frozenset(PaymentStatus) - {PaymentStatus.REQUIRES_PAYMENT},
    PaymentStatus.FAILED: frozenset(PaymentStatus)
    - {PaymentStatus.REQUIRES_PAYMENT, PaymentStatus.FAILED},
    PaymentStatus.PROCESSING: frozenset(
        {
            PaymentStatus.FAILED,
            PaymentStatus.SUCCEEDED,
            PaymentStatus.CLOSED,
            PaymentStatus.HELD,
        }
    ),
    PaymentStatus.CLOSED: frozenset({PaymentStatus.SUCCEEDED, PaymentStatus.HELD}),
    PaymentStatus.HELD: frozenset(),
    PaymentStatus.SUCCEEDED: frozenset(),
}

# A refund that succeeded can still bounce weeks later, when the customer's bank sends it back.
REFUND_TRANSITIONS: dict[RefundStatus, frozenset[RefundStatus]] = {
    RefundStatus.REQUESTED: frozenset(
        {RefundStatus.PENDING, RefundStatus.SUCCEEDED, RefundStatus.FAILED}
    ),
    RefundStatus.PENDING: frozenset({RefundStatus.SUCCEEDED, RefundStatus.FAILED}),
    RefundStatus.SUCCEEDED: frozenset({RefundStatus.FAILED}),
    RefundStatus.FAILED: frozenset(),
}


class OrderNotPayableError(ConflictError):
    code = "order-not-payable"
    title = "This order cannot be paid any more"


class AlreadyPaidError(ConflictError):
    code = "order-already-paid"
    title = "This order has been paid"


class PaymentHeldError(ConflictError):
    code = "payment-held"
    title = "A person is looking at this payment"


class NothingToPayError(InvalidError):
    code = "nothing-to-pay"
    title = "This order costs nothing"


class ReturnUrlError(InvalidError):
    code = "return-url-foreign"
    title = "The return address is not one of this shop's"


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """One debt of one order, payable on one page at the provider.

    ``surplus`` marks money that arrived for an order which another payment already covers.
    ``refund_reserved`` counts refunds asked for and not failed; ``refunded_amount`` those done.
    """

    id: str
    order_id: str
    customer_id: str
    currency: str
    amount: int
    status: PaymentStatus
    version: int
    created_at: datetime
    updated_at: datetime
    page_id: str | None = None
    page_url: str | None = None
    page_expires_at: datetime | None = None
    provider_payment_id: str | None = None
    charge_id: str | None = None
    method: str = ""
    failure_reason: str = ""
    failed_charge: str = ""
    hold_reason: str = ""
    captured_amount: int = 0
    captured_currency: str = ""
    refund_reserved: int = 0
    refunded_amount: int = 0
    surplus: bool = False
    close_tries: int = 0

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_settled(self) -> bool:
        """Whether the provider's book can tell nothing new about taking this money."""
        return self.status is PaymentStatus.SUCCEEDED or (
            self.status is PaymentStatus.HELD and self.captured_amount > 0
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """Money on its way back. ``attempt`` counts idempotency keys: see `refund_key`."""

    id: str
    payment_id: str
    order_id: str
    currency: str
    amount: int
    reason: str
    status: RefundStatus
    created_at: datetime
    updated_at: datetime
    provider_refund_id: str | None = None
    failure_reason: str = ""
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class Decline:
    """An attempt was declined and the page is still open."""

    reason: str
    charge: str
    method: str


class PageState(StrEnum):
    OPEN = "open"
    COMPLETE = "complete"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


class IntentState(StrEnum):
    NONE = "none"  # nobody has tried to pay yet
    WAITING = "waiting"
    PROCESSING = "processing"
    SUCCEEDED = "succeeded"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the provider's book says about one payment page, in our units.

    ``failed_charge`` names the last declined attempt, so that each is told once; ``method`` is what
    the last attempt was made with. ``declines`` are all declined charges, the oldest first, where
    they were asked for.
    """

    page_id: str
    reference: str
    page: PageState
    page_amount: int
    currency: str
    intent: IntentState = IntentState.NONE
    intent_id: str | None = None
    received_amount: int = 0
    received_currency: str = ""
    charge_id: str | None = None
    method: str = ""
    failed_charge: str = ""
    failure_reason: str = ""
    declines: tuple[Decline, ...] = ()


@dataclass(frozen=True, slots=True)
class Stay:
    """The book tells nothing new."""


@dataclass(frozen=True, slots=True)
class Succeed:
    """The whole amount arrived."""


@dataclass(frozen=True, slots=True)
class Process:
    """The customer has done their part; the money is on its way."""


@dataclass(frozen=True, slots=True)
class Close:
    """It can no longer be paid."""


@dataclass(frozen=True, slots=True)
class Hold:
    """The provider's book contradicts ours: a person must look."""

    reason: str


Verdict = Stay | Succeed | Decline | Process | Close | Hold


def judge(payment: Payment, reading: Reading) -> Verdict:
    """What this reading means for the payment.

    Money is looked at before anything else: a capture counts even for a payment that we closed. A
    state that we do not know moves nothing.
    """
    verdict = _meaning(payment, reading)
    return verdict if _is_forward(payment, verdict) else Stay()


def _meaning(payment: Payment, reading: Reading) -> Verdict:
    if contradiction := _contradiction(payment, reading):
        return Hold(contradiction)
    if reading.intent is IntentState.SUCCEEDED:
        return Succeed()
    if reading.page is PageState.EXPIRED or reading.intent is IntentState.CANCELLED:
        return Close()
    if reading.intent is IntentState.PROCESSING:
        return Process()
    if reading.failed_charge and reading.failed_charge != payment.failed_charge:
        return Decline(reading.failure_reason, reading.failed_charge, reading.method)
    return Stay()


def _contradiction(payment: Payment, reading: Reading) -> str:
    """Why the reading cannot be about this payment as we made it; empty when it can."""
    if reading.reference != payment.id or reading.page_id != payment.page_id:
        return "reference-mismatch"
    if reading.currency != payment.currency:
        return "currency-mismatch"
    if reading.page_amount != payment.amount:
        return "amount-mismatch"
    if reading.intent is not IntentState.SUCCEEDED:
        return ""
    if reading.received_currency != payment.currency:
        return "currency-mismatch"
    return "" if reading.received_amount == payment.amount else "amount-mismatch"


_TARGETS: dict[type[Verdict], PaymentStatus] = {
    Succeed: PaymentStatus.SUCCEEDED,
    Decline: PaymentStatus.FAILED,
    Process: PaymentStatus.PROCESSING,
    Close: PaymentStatus.CLOSED,
    Hold: PaymentStatus.HELD,
}


def _is_forward(payment: Payment, verdict: Verdict) -> bool:
    target = _TARGETS.get(type(verdict))
    if target is None:
        return False
    declined_again = payment.status is PaymentStatus.FAILED and isinstance(verdict, Decline)
    return declined_again or target in PAYMENT_TRANSITIONS[payment.status]


def apply(payment: Payment, verdict: Verdict, reading: Reading, now: datetime) -> Payment:
    """The payment after a verdict, with whatever the reading adds to our knowledge of it."""
    target = _TARGETS.get(type(verdict), payment.status)
    captured = reading.intent is IntentState.SUCCEEDED and payment.captured_amount == 0
    learned = replace(
        payment,
        status=target,
        provider_payment_id=reading.intent_id or payment.provider_payment_id,
        charge_id=reading.charge_id or payment.charge_id,
        method=reading.method or payment.method,
        captured_amount=reading.received_amount if captured else payment.captured_amount,
        captured_currency=reading.received_currency if captured else payment.captured_currency,
    )
    if isinstance(verdict, Decline):
        learned = replace(learned, failure_reason=verdict.reason, failed_charge=verdict.charge)
    if isinstance(verdict, Hold):
        learned = replace(learned, hold_reason=verdict.reason)
    if learned == payment:
        return payment
    return replace(learned, version=payment.version + 1, updated_at=now)


def refund_refusal(payment: Payment | None, currency: str, amount: int) -> str:
    """Why this refund cannot be made; empty when it can."""
    if payment is None:
        return "payment-unknown"
    if payment.captured_amount == 0:
        return "payment-not-captured"
    if currency != payment.captured_currency:
        return "currency-mismatch"
    if amount <= 0:
        return "amount-not-positive"
    if payment.refund_reserved + amount > payment.captured_amount:
        return "exceeds-captured"
    return ""


def refund_key(refund: Refund) -> str:
    """The provider's idempotency key: the refund's id, or the id and the attempt's number.

    A later attempt is only made when the provider answered the earlier one with an error of its
    own, which it would replay under the same key, and has no such refund in its book.
    """
    return refund.id if refund.attempt == 1 else f"{refund.id}.{refund.attempt}"


def move_refund(refund: Refund, status: RefundStatus, now: datetime, **known: str) -> Refund:
    """The refund after news of it; unchanged when the news are old."""
    if status not in REFUND_TRANSITIONS[refund.status]:
        return refund
    return replace(refund, status=status, updated_at=now, **known)  # type: ignore[arg-type]


def after_refund(payment: Payment, before: Refund, after: Refund, now: datetime) -> Payment:
    """The payment once a refund moved: what is reserved and what has gone back."""
    if before.status is after.status:
        return payment
    reserved, refunded = payment.refund_reserved, payment.refunded_amount
    if after.status is RefundStatus.SUCCEEDED:
        refunded += after.amount
    if after.status is RefundStatus.FAILED:
        reserved -= after.amount
        refunded -= after.amount if before.status is RefundStatus.SUCCEEDED else 0
    return replace(
        payment,
        refund_reserved=reserved,
        refunded_amount=refunded,
        version=payment.version + 1,
        updated_at=now,
    )
