"""Stripe behind the `PaymentProvider` port: Checkout's hosted page, refunds, and the book.

Sessions are read with their intent and charge expanded, decoded into narrow structs that name what
we rely on, and turned into our words. Retries happen here and nowhere else; the library's own are
off. An answer that we cannot read counts as no answer.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple, TypeVar

import aiohttp
import msgspec
import stamina
import stripe

from contracts.errors import InvalidError
from core_services.chassis.breaker import CircuitBreaker, CircuitOpenError
from core_services.chassis.context import remaining_seconds
from core_services.payment.domain import IntentState, PageState, Reading, Refund, RefundStatus
from core_services.payment.ports import (
    Expired,
    Movement,
    Page,
    PageRequest,
    ProviderRefund,
    ProviderUnavailableError,
    RefundOrder,
    Refused,
    Unknown,
)
from core_services.payment.provider_amounts import NotChargeableError, from_provider, to_provider

log = logging.getLogger(__name__)

# The library would otherwise write an id file into the home directory and report our latencies.
stripe.enable_telemetry = False

_PAGE_SIZE = 100
_CONNECT_SECONDS = 2.0
_BUSY_STATUSES = frozenset({409, 429})
_WITH_CHARGE: Final[list[str]] = ["payment_intent.latest_charge"]
_LISTED_WITH_CHARGE: Final[list[str]] = ["data.payment_intent.latest_charge"]

T = TypeVar("T")
Send = Callable[[], Awaitable[Any]]


class _PaymentMethodDetails(msgspec.Struct):
    type: str = ""


class _Charge(msgspec.Struct):
    id: str
    amount: int = 0
    currency: str = ""
    payment_intent: str | None = None
    payment_method_details: _PaymentMethodDetails | None = None


class _PaymentError(msgspec.Struct):
    charge: str | None = None
    code: str | None = None
    decline_code: str | None = None


class _Intent(msgspec.Struct):
    id: str
    status: str
    currency: str
    amount_received: int = 0
    latest_charge: _Charge | None = None
    last_payment_error: _PaymentError | None = None


class _Session(msgspec.Struct):
    id: str
    amount_total: int
    currency: str
    status: str | None = None
    client_reference_id: str | None = None
    expires_at: int = 0
    url: str | None = None
    payment_intent: _Intent | None = None


class _CreatedSession(_Session):
    """As `_Session`; the intent, where there is one, is not expanded in the answer to a POST."""

    payment_intent: Any = None


class _Refund(msgspec.Struct):
    id: str
    amount: int
    currency: str
    status: str | None = None
    payment_intent: str | None = None
    failure_reason: str | None = None
    metadata: dict[str, str] | None = None


class _Source(msgspec.Struct):
    id: str
    object: str
    amount: int = 0
    currency: str = ""
    payment_intent: str | None = None


class _BalanceTransaction(msgspec.Struct):
    id: str
    type: str
    amount: int
    currency: str
    fee: int
    created: int
    source: _Source | str | None = None


class _List(msgspec.Struct):
    data: list[msgspec.Raw]
    has_more: bool


class _Failure(NamedTuple):
    """Why there is no usable answer; ``down`` when the provider itself seems to be failing."""

    detail: str
    retriable: bool
    recorded: bool = False
    down: bool = True


class _NoAnswerError(Exception):
    def __init__(self, failure: _Failure) -> None:
        super().__init__(failure.detail)
        self.failure = failure


class _RetriableError(_NoAnswerError):
    """No answer, and the same call may be made again under the same key."""


class _RefusedError(Exception):
    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.detail)
        self.refused = refused


class StripeProvider:
    """Stripe's API.

    Args:
        timeout: seconds for one call at most; a shorter deadline of the request wins.
        budget: seconds for one call and its retries together.
    """

    def __init__(
        self,
        api_key: str,
        api_base: str,
        *,
        timeout: float = 4.0,
        budget: float = 8.0,
        attempts: int = 3,
    ) -> None:
        # aiohttp costs 0.4 ms of CPU a call here, httpx and threads 1.8.
        self._http = stripe.AIOHTTPClient(
            timeout=aiohttp.ClientTimeout(total=timeout, sock_connect=_CONNECT_SECONDS)
        )
        client = stripe.StripeClient(
            api_key,
            http_client=self._http,
            base_addresses={"api": api_base.rstrip("/")},
            max_network_retries=0,
        )
        self._sessions = client.v1.checkout.sessions
        self._refunds = client.v1.refunds
        self._balance_transactions = client.v1.balance_transactions
        self._timeout = timeout
        self._budget = budget
        self._attempts = attempts
        self._breaker = CircuitBreaker("The payment provider")

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.close_async()  # type: ignore[no-untyped-call]

    async def open_page(self, request: PageRequest) -> Page | Refused | Unknown:
        try:
            params = _session_params(request)
        except NotChargeableError as error:
            return Refused("amount-not-chargeable", str(error))
        options: Any = {"idempotency_key": request.idempotency_key}
        answer = await self._command(
            lambda: self._sessions.create_async(params, options), _CreatedSession
        )
        return answer if isinstance(answer, Refused | Unknown) else _page(answer)

    async def expire_page(
        self, page_id: str, *, idempotency_key: str
    ) -> Expired | Refused | Unknown:
        options: Any = {"idempotency_key": idempotency_key}
        answer = await self._command(
            lambda: self._sessions.expire_async(page_id, {}, options), _CreatedSession
        )
        return answer if isinstance(answer, Refused | Unknown) else Expired()

    async def read_page(self, page_id: str) -> Reading:
        session = await self._read(
            lambda: self._sessions.retrieve_async(page_id, {"expand": _WITH_CHARGE}), _Session
        )
        return _usable(_reading, session)

    async def refund(self, order: RefundOrder) -> ProviderRefund | Refused | Unknown:
        try:
            amount = to_provider(order.amount, order.currency)
        except NotChargeableError as error:
            return Refused("amount-not-chargeable", str(error))
        params: Any = {
            "payment_intent": order.provider_payment_id,
            "amount": amount,
            "metadata": {"refund_id": order.refund_id, "order_id": order.order_id},
        }
        options: Any = {"idempotency_key": order.idempotency_key}
        answer = await self._command(lambda: self._refunds.create_async(params, options), _Refund)
        return answer if isinstance(answer, Refused | Unknown) else _provider_refund(answer)

    async def find_refund(self, provider_payment_id: str, refund: Refund) -> ProviderRefund | None:
        listing = self._list(
            self._refunds.list_async, {"payment_intent": provider_payment_id}, _Refund
        )
        async for each in listing:
            found = _usable(_provider_refund, each)
            if found.refund_id == refund.id or found.id == refund.provider_refund_id:
                return found
        return None

    async def pages(self, since: datetime) -> AsyncIterator[Reading]:
        params = {**_created_since(since), "expand": _LISTED_WITH_CHARGE}
        async for session in self._list(self._sessions.list_async, params, _Session):
            yield _usable(_reading, session)

    async def refunds(self, since: datetime) -> AsyncIterator[ProviderRefund]:
        async for refund in self._list(self._refunds.list_async, _created_since(since), _Refund):
            yield _usable(_provider_refund, refund)

    async def movements(self, since: datetime) -> AsyncIterator[Movement]:
        params = {**_created_since(since), "expand": ["data.source"]}
        listing = self._list(self._balance_transactions.list_async, params, _BalanceTransaction)
        async for line in listing:
            yield _usable(_movement, line)

    async def _list(
        self, call: Callable[[Any], Awaitable[Any]], params: dict[str, Any], kind: type[T]
    ) -> AsyncIterator[T]:
        """Every object of a listing, page by page."""
        after: dict[str, Any] = {}
        while True:
            asked = {**params, **after, "limit": _PAGE_SIZE}
            listing = await self._read(lambda asked=asked: call(asked), _List)  # type: ignore[misc]
            for raw in listing.data:
                yield _usable(lambda raw=raw: msgspec.json.decode(raw, type=kind))
            if not listing.has_more or not listing.data:
                return
            after = {"starting_after": _identity(listing.data[-1])}

    async def _command(self, send: Send, returns: type[T]) -> T | Refused | Unknown:
        try:
            return await self._with_retries(send, returns)
        except _RefusedError as error:
            return error.refused
        except _NoAnswerError as error:
            log.warning("no answer from the payment provider", exc_info=error)
            return Unknown(error.failure.detail, error.failure.recorded)
        except CircuitOpenError as error:
            return Unknown(error.detail)

    async def _read(self, send: Send, returns: type[T]) -> T:
        try:
            return await self._with_retries(send, returns)
        except (_RefusedError, _NoAnswerError, CircuitOpenError) as error:
            raise ProviderUnavailableError(
                "The payment provider did not answer; try again.", retry_after=2
            ) from error

    async def _with_retries(self, send: Send, returns: type[T]) -> T:
        async for attempt in stamina.retry_context(
            on=_RetriableError,
            attempts=self._attempts,
            timeout=remaining_seconds(self._budget),
            wait_initial=0.1,
            wait_max=1.0,
            wait_jitter=0.2,
        ):
            with attempt:
                return await self._once(send, returns)
        raise AssertionError("unreachable")

    async def _once(self, send: Send, returns: type[T]) -> T:
        """One call: an answer, or the reason why there is none, with the breaker told of it."""
        seconds = remaining_seconds(self._timeout)
        self._breaker.before_call()
        reached = False
        try:
            async with asyncio.timeout(seconds):
                answer = await send()
                decoded = msgspec.json.decode(answer.last_response.body, type=returns)
            reached = True
            return decoded
        except (stripe.InvalidRequestError, stripe.CardError) as error:
            reached = True
            raise _RefusedError(_refusal(error)) from error
        except (stripe.StripeError, aiohttp.ClientError, TimeoutError, OSError) as error:
            failure = _failure(error)
            reached = not failure.down
            if failure.down:
                self._breaker.failed()
            raise (_RetriableError if failure.retriable else _NoAnswerError)(failure) from error
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            self._breaker.failed()
            raise _RetriableError(_Failure("The answer cannot be read.", True)) from error
        finally:
            (self._breaker.succeeded if reached else self._breaker.abandoned)()


def _failure(error: Exception) -> _Failure:
    """What an error that is no refusal means. Rejected credentials are ours to mend: unknown."""
    if not isinstance(error, stripe.StripeError) or error.http_status is None:
        return _Failure("The payment provider did not answer.", True)
    status = int(error.http_status)
    if status < 300:
        return _Failure("The payment provider's answer cannot be read.", True)
    hint = (error.headers or {}).get("stripe-should-retry")
    retriable = hint == "true" or (hint != "false" and (status >= 500 or status in _BUSY_STATUSES))
    failing = status >= 500
    return _Failure(f"The payment provider answered {status}.", retriable, failing, failing)


def _refusal(error: stripe.StripeError) -> Refused:
    return Refused(error.code or type(error).__name__, str(error.user_message or ""))


def _usable(convert: Callable[..., T], *arguments: Any) -> T:
    """A conversion of something read, where what we cannot make sense of is no answer."""
    try:
        return convert(*arguments)
    except (msgspec.MsgspecError, ValueError, InvalidError) as error:
        raise ProviderUnavailableError("The payment provider's book cannot be read.") from error


class _Identified(msgspec.Struct):
    id: str


def _identity(raw: msgspec.Raw) -> str:
    return _usable(lambda: msgspec.json.decode(raw, type=_Identified)).id


def _created_since(since: datetime) -> dict[str, Any]:
    return {"created": {"gte": int(since.timestamp())}}


def _session_params(request: PageRequest) -> Any:
    references = {"payment_id": request.payment_id, "order_id": request.order_id}
    title = f"Order {request.order_number}"
    return {
        "mode": "payment",
        "client_reference_id": request.payment_id,
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": request.currency.lower(),
                    "unit_amount": to_provider(request.amount, request.currency),
                    "product_data": {"name": title},
                },
            }
        ],
        "metadata": references,
        "payment_intent_data": {"metadata": references, "description": title},
        "success_url": request.return_url,
        "cancel_url": request.cancel_url,
        "expires_at": int(request.expires_at.timestamp()),
    }


def _page(session: _Session) -> Page | Unknown:
    if not session.url:
        return Unknown("The payment page has no address.")
    try:
        reading = _reading(msgspec.structs.replace(session, payment_intent=None))
    except (ValueError, InvalidError) as error:
        return Unknown(str(error))
    return Page(session.id, session.url, _moment(session.expires_at), reading)


_PAGE_STATES: dict[str, PageState] = {
    "open": PageState.OPEN,
    "complete": PageState.COMPLETE,
    "expired": PageState.EXPIRED,
}
_INTENT_STATES: dict[str, IntentState] = {
    "requires_payment_method": IntentState.WAITING,
    "requires_confirmation": IntentState.WAITING,
    "requires_action": IntentState.WAITING,
    "requires_capture": IntentState.PROCESSING,
    "processing": IntentState.PROCESSING,
    "succeeded": IntentState.SUCCEEDED,
    "canceled": IntentState.CANCELLED,
}
_REFUND_STATES: dict[str, RefundStatus] = {
    "pending": RefundStatus.PENDING,
    "requires_action": RefundStatus.PENDING,
    "succeeded": RefundStatus.SUCCEEDED,
    "failed": RefundStatus.FAILED,
    "canceled": RefundStatus.FAILED,
}


def _reading(session: _Session) -> Reading:
    currency = session.currency.upper()
    reading = Reading(
        page_id=session.id,
        reference=session.client_reference_id or "",
        page=_PAGE_STATES.get(session.status or "", PageState.UNKNOWN),
        page_amount=from_provider(session.amount_total, currency),
        currency=currency,
    )
    return _with_intent(reading, session.payment_intent) if session.payment_intent else reading


def _with_intent(reading: Reading, intent: _Intent) -> Reading:
    currency, charge, error = intent.currency.upper(), intent.latest_charge, _last_error(intent)
    return Reading(
        page_id=reading.page_id,
        reference=reading.reference,
        page=reading.page,
        page_amount=reading.page_amount,
        currency=reading.currency,
        intent=_INTENT_STATES.get(intent.status, IntentState.UNKNOWN),
        intent_id=intent.id,
        received_amount=from_provider(intent.amount_received, currency),
        received_currency=currency,
        charge_id=charge.id if charge else None,
        method=_method(charge),
        failed_charge=error.charge or "" if error else "",
        failure_reason=(error.decline_code or error.code or "declined") if error else "",
    )


def _last_error(intent: _Intent) -> _PaymentError | None:
    """The last declined attempt; an authentication that failed leaves no charge, so name it so."""
    error = intent.last_payment_error
    if error is None or error.charge:
        return error
    return _PaymentError(f"{intent.id}:{error.code}", error.code, error.decline_code)


def _method(charge: _Charge | None) -> str:
    details = charge.payment_method_details if charge else None
    return details.type if details else ""


def _provider_refund(refund: _Refund) -> ProviderRefund:
    currency = refund.currency.upper()
    return ProviderRefund(
        id=refund.id,
        refund_id=(refund.metadata or {}).get("refund_id", ""),
        provider_payment_id=refund.payment_intent or "",
        currency=currency,
        amount=from_provider(refund.amount, currency),
        status=_REFUND_STATES.get(refund.status or ""),
        failure_reason=refund.failure_reason or "",
    )


def _movement(line: _BalanceTransaction) -> Movement:
    currency = line.currency.upper()
    source = line.source if isinstance(line.source, _Source) else None
    source_id = line.source if isinstance(line.source, str) else ""
    source_currency = source.currency.upper() if source and source.currency else currency
    return Movement(
        id=line.id,
        kind=line.type,
        source_id=source.id if source else source_id,
        provider_payment_id=(source.payment_intent or "") if source else "",
        source_currency=source_currency,
        source_amount=from_provider(source.amount if source else line.amount, source_currency),
        currency=currency,
        gross=from_provider(line.amount, currency),
        fee=from_provider(line.fee, currency),
        created_at=_moment(line.created),
    )


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
