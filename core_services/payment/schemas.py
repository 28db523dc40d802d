"""What the payment API takes and gives."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from core_services.payment.domain import OPEN, Payment, PaymentStatus

OrderId = Annotated[str, msgspec.Meta(pattern="^ord_[0-9a-z]{26}$")]
Url = Annotated[str, msgspec.Meta(pattern="^https?://[!-~]+$", max_length=2000)]


class CreatePayment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``return_url`` is where the provider's page sends the customer back to, on this shop."""

    order_id: OrderId
    return_url: Url | None = None


class PaymentView(msgspec.Struct, frozen=True, kw_only=True):
    """A customer's payment. ``redirect_url`` is the page to pay on while it can be paid.

    ``failed`` means that the last attempt was declined: the page takes another until it expires.
    """

    id: str
    order_id: str
    status: PaymentStatus
    amount: int
    currency: str
    redirect_url: str | None
    refunded_amount: int
    failure_reason: str | None
    expires_at: datetime | None
    created_at: datetime
    version: int


class CloseView(msgspec.Struct, frozen=True):
    """``unknown``: the provider did not tell; ask again later, and treat the order as it was."""

    outcome: Literal["closed", "paid", "unknown"]


class ReceivedView(msgspec.Struct, frozen=True):
    received: bool = True


class PaymentQuery(msgspec.Struct, frozen=True, kw_only=True):
    order_id: str | None = None
    status: PaymentStatus | None = None
    cursor: str | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50


class StaffPaymentView(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    order_id: str
    status: PaymentStatus
    amount: int
    currency: str
    captured_amount: int
    refunded_amount: int
    hold_reason: str
    failure_reason: str
    surplus: bool
    method: str
    created_at: datetime
    updated_at: datetime


class PaymentList(msgspec.Struct, frozen=True):
    payments: list[StaffPaymentView]
    next_cursor: str | None


class RefundView(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    status: str
    amount: int
    currency: str
    reason: str
    failure_reason: str
    created_at: datetime
    updated_at: datetime


class LedgerLine(msgspec.Struct, frozen=True, kw_only=True):
    transaction_id: str
    kind: str
    account: str
    currency: str
    amount: int
    posted_at: datetime


class AttemptView(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    outcome: str
    detail: str
    created_at: datetime


class ProviderEventView(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    type: str
    outcome: str
    tries: int
    received_at: datetime


class PaymentFile(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about one payment, for whoever must find out what happened."""

    payment: StaffPaymentView
    provider_page_id: str | None
    provider_payment_id: str | None
    attempts: list[AttemptView]
    refunds: list[RefundView]
    ledger: list[LedgerLine]
    events: list[ProviderEventView]


class RunView(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    outcome: str
    started_at: datetime
    finished_at: datetime | None
    pages: int
    refunds: int
    movements: int
    repaired: int
    differences: int


class DifferenceView(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    kind: str
    reference: str
    payment_id: str | None
    order_id: str | None
    currency: str
    expected: int | None
    actual: int | None
    detail: str
    explanation: str
    first_seen_at: datetime
    last_seen_at: datetime
    resolved_at: datetime | None


class BalanceView(msgspec.Struct, frozen=True):
    account: str
    currency: str
    balance: int


class ReconciliationView(msgspec.Struct, frozen=True):
    """The last runs, what they could not explain, and what each account holds."""

    runs: list[RunView]
    differences: list[DifferenceView]
    balances: list[BalanceView]


class ResolveDifference(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    note: Annotated[str, msgspec.Meta(min_length=3, max_length=500)]


def view(payment: Payment, now: datetime) -> PaymentView:
    """What its owner may see of a payment."""
    return PaymentView(
        id=payment.id,
        order_id=payment.order_id,
        status=payment.status,
        amount=payment.amount,
        currency=payment.currency,
        redirect_url=payment.page_url if _is_payable(payment, now) else None,
        refunded_amount=payment.refunded_amount,
        failure_reason=payment.failure_reason or None,
        expires_at=payment.page_expires_at if payment.is_open else None,
        created_at=payment.created_at,
        version=payment.version,
    )


def _is_payable(payment: Payment, now: datetime) -> bool:
    ends = payment.page_expires_at
    awaits = payment.status in OPEN - {PaymentStatus.PROCESSING}
    return awaits and not payment.close_tries and ends is not None and ends > now
