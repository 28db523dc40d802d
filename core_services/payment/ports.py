"""What the payment service needs of others: a provider, the order service, and a place for books.

Commands to a provider answer in three ways, and the type checker sees to it that all are handled:
the thing itself, `Refused` (it did not and will not happen), or `Unknown` (it may have happened).
Unknown is never failed: it stays open until the provider's book has told.
"""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from contracts.errors import UnavailableError
from contracts.events import EventType
from contracts.principals import Principal
from core_services.chassis.idempotency import Scope, Stored
from core_services.payment.domain import Decline, Payment, Reading, Refund, RefundStatus
from core_services.payment.ledger import Posting


class ProviderUnavailableError(UnavailableError):
    """The provider's book cannot be read right now."""

    code = "payment-provider-unavailable"
    title = "The payment provider does not answer; nothing is lost, try again"


@dataclass(frozen=True, slots=True)
class Refused:
    """The provider said no, for good. ``code`` is stable, ``detail`` for people."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """No usable answer. ``recorded`` means that the provider will replay this very answer under
    the same idempotency key, so that only a new key can get another."""

    detail: str
    recorded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequest:
    """A payment page to open. All of it must be the same whenever the same key is used."""

    idempotency_key: str
    payment_id: str
    order_id: str
    order_number: str
    currency: str
    amount: int
    return_url: str
    cancel_url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """An open payment page and where to send the customer."""

    id: str
    url: str
    expires_at: datetime
    reading: Reading


@dataclass(frozen=True, slots=True)
class Expired:
    """The page can no longer be paid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundOrder:
    """A refund to make at the provider."""

    idempotency_key: str
    refund_id: str
    order_id: str
    provider_payment_id: str
    currency: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderRefund:
    """A refund in the provider's book. ``refund_id`` is ours, empty when we did not ask for it.

    ``status`` is None for a state that we do not know: it moves nothing.
    """

    id: str
    refund_id: str
    provider_payment_id: str
    currency: str
    amount: int
    status: RefundStatus | None
    failure_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One line of the provider's balance.

    ``gross`` is in the currency that the provider keeps our balance in; ``source_amount`` in the
    customer's. ``source_id`` is the charge, refund or payout behind it.
    """

    id: str
    kind: str
    source_id: str
    provider_payment_id: str
    source_currency: str
    source_amount: int
    currency: str
    gross: int
    fee: int
    created_at: datetime


class PaymentProvider(Protocol):
    """Somebody who takes payments on a page of their own. All calls are safe to repeat."""

    async def open_page(self, request: PageRequest) -> Page | Refused | Unknown: ...

    async def expire_page(
        self, page_id: str, *, idempotency_key: str
    ) -> Expired | Refused | Unknown: ...

    async def read_page(self, page_id: str) -> Reading:
        """
        Raises:
            ProviderUnavailableError: when the book cannot be read.
        """
        ...

    async def declines(self, provider_payment_id: str) -> tuple[Decline, ...]:
        """Every declined charge of a payment, the oldest first.

        Raises:
            ProviderUnavailableError: when the book cannot be read.
        """
        ...

    async def refund(self, order: RefundOrder) -> ProviderRefund | Refused | Unknown: ...

    async def find_refund(self, provider_payment_id: str, refund: Refund) -> ProviderRefund | None:
        """Our refund in the provider's book, or None where there is none.

        Raises:
            ProviderUnavailableError: when the book cannot be read.
        """
        ...

    def pages(self, since: datetime) -> AsyncIterator[Reading]:
        """Every payment page made since then, newest first."""
        ...

    def refunds(self, since: datetime) -> AsyncIterator[ProviderRefund]:
        """Every refund made since then, newest first, whoever asked for it."""
        ...

    def movements(self, since: datetime) -> AsyncIterator[Movement]:
        """Every line of the balance since then, newest first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderEvent:
    """A verified message from the provider: a hint about what to read, never the truth itself."""

    id: str
    type: str
    page_id: str
    provider_payment_id: str
    payment_id: str
    refund_id: str


class WebhookVerifier(Protocol):
    """Tells the provider's own messages from everybody else's."""

    def verify(self, body: bytes, signature: str | None, now: datetime) -> ProviderEvent:
        """
        Raises:
            UnauthenticatedError: when there is no signature.
            MalformedError: when it is wrong, too old, from the future, or the body is no event.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PayableOrder:
    """What a payment must know of an order."""

    id: str
    number: str
    customer_id: str
    customer_kind: str
    status: str
    currency: str
    total: int
    refunded_total: int
    expires_at: datetime | None

    def is_of(self, payer: Principal) -> bool:
        """Whether it is theirs to pay; a pass opens its order while that is a guest's."""
        if payer.kind == "order_pass":
            return self.id == payer.id and self.customer_kind == "guest"
        return self.customer_id == payer.id


class Orders(Protocol):
    """The order service, as far as we need it."""

    async def find(self, order_id: str) -> PayableOrder | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try at opening a page: all that must be the same when the call is made again."""

    id: str
    payment_id: str
    order_number: str
    return_url: str
    cancel_url: str
    expires_at: datetime
    created_at: datetime


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """A provider's message that waits to be acted on."""

    event: ProviderEvent
    tries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedTransaction:
    """A ledger transaction by what it is about, and its amount in the clearing account."""

    kind: str
    reference: str
    payment_id: str | None
    order_id: str | None
    currency: str
    amount: int
    posted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Where the provider's book, our ledger and the orders do not agree."""

    kind: str
    reference: str
    detail: str
    currency: str = ""
    expected: int | None = None
    actual: int | None = None
    payment_id: str | None = None
    order_id: str | None = None


@dataclass(slots=True, kw_only=True)
class RunCounts:
    """What one reconciliation looked at and did."""

    pages: int = 0
    refunds: int = 0
    movements: int = 0
    repaired: int = 0
    differences: int = 0


class Books(Protocol):
    """Everything that one database transaction may read and write."""

    async def claim(self, scope: Scope) -> Stored | None: ...
    async def answered(self, scope: Scope) -> Stored | None: ...
    async def record(self, scope: Scope, status: int, body: bytes, payment_id: str) -> None: ...
    async def first_time(self, consumer: str, event_id: str) -> bool: ...
    async def tell(self, event_type: EventType[Any], payment: Payment, data: Any) -> None: ...

    async def lock_order(self, order_id: str) -> None:
        """Wait until nobody else opens or closes payments of this order."""
        ...

    async def close_order(self, order_id: str) -> None: ...
    async def is_order_closed(self, order_id: str) -> bool: ...

    async def payment(self, payment_id: str, *, lock: bool = False) -> Payment | None: ...
    async def live_payment(self, order_id: str, *, lock: bool = False) -> Payment | None:
        """The order's one payment that is not closed."""
        ...

    async def payment_by_provider(self, page_id: str, provider_payment_id: str) -> Payment | None:
        """The payment that either of the provider's names belongs to."""
        ...

    async def follow_owner(self, order_id: str, customer_id: str) -> None:
        """The order changed hands, and its payments with it."""
        ...

    async def add_payment(self, payment: Payment) -> None: ...
    async def save_payment(self, payment: Payment) -> None: ...

    async def live_attempt(self, payment_id: str) -> Attempt | None: ...
    async def add_attempt(self, attempt: Attempt) -> None: ...
    async def finish_attempt(self, attempt_id: str, outcome: str, detail: str = "") -> None: ...

    async def refund(self, refund_id: str, *, lock: bool = False) -> Refund | None: ...
    async def refund_by_provider(self, provider_refund_id: str) -> Refund | None: ...
    async def add_refund(self, refund: Refund) -> None: ...
    async def save_refund(self, refund: Refund) -> None: ...

    async def post(self, posting: Posting, payment: Payment | None) -> bool:
        """Post once; False when the same was posted before."""
        ...

    async def add_event(self, event: ProviderEvent, *, waiting: bool) -> bool:
        """Keep a provider's message; False when we have it."""
        ...

    async def take_due_event(self, event_id: str | None = None) -> StoredEvent | None:
        """One message that waits and is due, passing over those that others are taking."""
        ...

    async def finish_event(self, event_id: str, outcome: str) -> None: ...
    async def postpone_event(self, event_id: str, tries: int, until: datetime) -> None: ...

    async def stalled_payments(self, before: datetime, limit: int) -> Sequence[str]:
        """Open payments whose page was asked for before then and never came."""
        ...

    async def closing_payments(self, before: datetime, limit: int) -> Sequence[Payment]:
        """Open payments that were to be closed before then and are not yet."""
        ...

    async def moving_refunds(self, before: datetime, limit: int) -> Sequence[str]:
        """Refunds that are not at their end and were last touched before then."""
        ...


class Reports(Books, Protocol):
    """What reconciliation reads and writes besides."""

    async def start_run(self, since: datetime, abandoned_before: datetime) -> str | None:
        """Begin, unless somebody else has begun and is not long overdue."""
        ...

    async def finish_run(self, run_id: str, outcome: str, counts: RunCounts) -> None: ...
    async def last_complete_run(self) -> datetime | None: ...
    async def payments_by_page(self, page_ids: Collection[str]) -> dict[str, Payment]: ...
    async def refunds_by_id(self, refund_ids: Collection[str]) -> dict[str, Refund]: ...
    async def payments_by_provider_id(self, ids: Collection[str]) -> dict[str, Payment]: ...
    async def refunds_by_provider_id(self, ids: Collection[str]) -> dict[str, Refund]: ...
    async def posted(self, references: Collection[str]) -> Sequence[PostedTransaction]: ...
    async def captures_between(
        self, since: datetime, until: datetime
    ) -> Sequence[PostedTransaction]: ...
    async def open_payments_before(self, moment: datetime, limit: int) -> Sequence[str]: ...
    async def unchecked_payments(self, before: datetime, limit: int) -> Sequence[Payment]: ...
    async def mark_compared(self, payment_id: str, *, agrees: bool) -> None:
        """Note that the order was asked: one that agrees is not asked again."""
        ...

    async def open_differences(self) -> set[tuple[str, str]]:
        """Kind and reference of every difference that nobody has resolved."""
        ...

    async def explained_differences(self) -> set[Difference]:
        """What people have explained lately: the same is no difference again."""
        ...

    async def report(self, difference: Difference) -> None:
        """Keep a difference, or note that it is still there."""
        ...

    async def resolve(self, kind: str, reference: str) -> None: ...


class Store(Protocol):
    """Where the books are kept."""

    def transaction(self) -> AbstractAsyncContextManager[Reports]: ...
