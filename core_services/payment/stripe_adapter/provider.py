"""Stripe behind the `PaymentProvider` port: Checkout's hosted page, refunds, and the book.

Sessions are read with their intent and charge expanded, decoded into narrow structs that name what
we rely on, and turned into our words. Retries happen here and nowhere else; the library's own are
off. An answer that we cannot read counts as no answer.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeVar

import aiohttp
import msgspec
import stamina
import stripe

from contracts.errors import InvalidError
from core_services.chassis.breaker import CircuitBreaker, CircuitOpenError
from core_services.chassis.context import remaining_seconds
from core_services.payment.domain import Decline, Reading, Refund
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
from core_services.payment.stripe_adapter.amounts import NotChargeableError, to_provider
from core_services.payment.stripe_adapter.wire import (
    BalanceTransaction,
    Charge,
    CreatedSession,
    List,
    RefundBody,
    Session,
    decline,
    movement,
    page,
    provider_refund,
    reading,
    session_params,
)

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
        self._charges = client.v1.charges
        self._refunds = client.v1.refunds
        self._balance_transactions = client.v1.balance_transactions
        self._timeout = timeout
        self._budget = budget
        self._attempts = attempts
        self._breaker = CircuitBreaker("The payment provider", key="payment-provider")

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.close_async()  # type: ignore[no-untyped-call]

    async def open_page(self, request: PageRequest) -> Page | Refused | Unknown:
        try:
            params = session_params(request)
        except NotChargeableError as error:
            return Refused("amount-not-chargeable", str(error))
        options: Any = {"idempotency_key": request.idempotency_key}
        answer = await self._command(
            lambda: self._sessions.create_async(params, options), CreatedSession
        )
        return answer if isinstance(answer, Refused | Unknown) else page(answer)

    async def expire_page(
        self, page_id: str, *, idempotency_key: str
    ) -> Expired | Refused | Unknown:
        options: Any = {"idempotency_key": idempotency_key}
        answer = await self._command(
            lambda: self._sessions.expire_async(page_id, {}, options), CreatedSession
        )
        return answer if isinstance(answer, Refused | Unknown) else Expired()

    async def read_page(self, page_id: str) -> Reading:
        session = await self._read(
            lambda: self._sessions.retrieve_async(page_id, {"expand": _WITH_CHARGE}), Session
        )
        return _usable(reading, session)

    async def declines(self, provider_payment_id: str) -> tuple[Decline, ...]:
        listing = self._list(
            self._charges.list_async, {"payment_intent": provider_payment_id}, Charge
        )
        failed = [decline(charge) async for charge in listing if charge.status == "failed"]
        return tuple(reversed(failed))

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
        answer = await self._command(
            lambda: self._refunds.create_async(params, options), RefundBody
        )
        return answer if isinstance(answer, Refused | Unknown) else provider_refund(answer)

    async def find_refund(self, provider_payment_id: str, refund: Refund) -> ProviderRefund | None:
        listing = self._list(
            self._refunds.list_async, {"payment_intent": provider_payment_id}, RefundBody
        )
        async for each in listing:
            found = _usable(provider_refund, each)
            if found.refund_id == refund.id or found.id == refund.provider_refund_id:
                return found
        return None

    async def pages(self, since: datetime) -> AsyncIterator[Reading]:
        params = {**_created_since(since), "expand": _LISTED_WITH_CHARGE}
        async for session in self._list(self._sessions.list_async, params, Session):
            yield _usable(reading, session)

    async def refunds(self, since: datetime) -> AsyncIterator[ProviderRefund]:
        async for refund in self._list(self._refunds.list_async, _created_since(since), RefundBody):
            yield _usable(provider_refund, refund)

    async def movements(self, since: datetime) -> AsyncIterator[Movement]:
        params = {**_created_since(since), "expand": ["data.source"]}
        listing = self._list(self._balance_transactions.list_async, params, BalanceTransaction)
        async for line in listing:
            yield _usable(movement, line)

    async def _list(
        self, call: Callable[[Any], Awaitable[Any]], params: dict[str, Any], kind: type[T]
    ) -> AsyncIterator[T]:
        """Every object of a listing, page by page."""
        after: dict[str, Any] = {}
        while True:
            asked = {**params, **after, "limit": _PAGE_SIZE}
            listing = await self._read(lambda asked=asked: call(asked), List)  # type: ignore[misc]
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
