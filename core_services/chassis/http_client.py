"""Calling a neighbour: a deadline, a few retries where repeating is safe, a breaker, our errors."""

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx
import msgspec
import stamina

from contracts.errors import DeadlineError, DomainError, UnavailableError
from core_services.chassis import tracing
from core_services.chassis.breaker import CircuitBreaker
from core_services.chassis.context import remaining_seconds
from core_services.chassis.endpoint import DEADLINE_HEADER

T = TypeVar("T")

_ATTEMPTS = 3
_CONNECT_SECONDS = 1.0
_BUDGET_PER_CALL = 0.1
_BUDGET_CAPACITY = 10.0
_BRIEFLY_BUSY = frozenset({502, 503})


class RemoteError(DomainError):
    """A neighbour refused, with a status below 500 and a stable code of its own."""

    code = "refused"
    title = "Another part of the shop refused this"

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(str(problem.get("detail", "")))
        self.remote_status = status
        self.remote_code = str(problem.get("code", ""))
        self.problem = problem


class _RetriableError(Exception):
    """The call may be made again."""


class RetryBudget:
    """Retries may be a tenth of the calls: a storm of them would finish off a slow neighbour."""

    def __init__(self) -> None:
        self._tokens = _BUDGET_CAPACITY

    def earn(self) -> None:
        self._tokens = min(_BUDGET_CAPACITY, self._tokens + _BUDGET_PER_CALL)

    def spend(self) -> bool:
        """Whether one more retry is allowed."""
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


class ServiceClient:
    """HTTP to one neighbour.

    Args:
        service_token: makes the token by which we prove our name; used where no other is given.
        timeout: seconds per call at most; a shorter deadline of the request being served wins.
    """

    def __init__(
        self,
        base_url: str,
        *,
        name: str,
        service_token: Callable[[], str] | None = None,
        timeout: float = 2.0,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._http = httpx.AsyncClient(
            base_url=base_url,
            transport=transport,
            timeout=httpx.Timeout(timeout, connect=_CONNECT_SECONDS),
            limits=httpx.Limits(max_connections=50, max_keepalive_connections=20),
            trust_env=False,
        )
        self._name = name
        self._timeout = timeout
        self._service_token = service_token
        self._breaker = CircuitBreaker(name)
        self._budget = RetryBudget()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._http.aclose()

    async def get(
        self,
        path: str,
        *,
        returns: type[T],
        params: Mapping[str, Any] | None = None,
        token: str | None = None,
    ) -> T:
        """GET; repeated when it fails. See `request`."""
        return await self.request("GET", path, returns=returns, params=params, token=token)

    async def post(
        self,
        path: str,
        *,
        returns: type[T],
        body: Any = None,
        token: str | None = None,
        idempotent: bool = False,
        headers: Mapping[str, str] | None = None,
    ) -> T:
        """POST; repeated when it fails only if it is ``idempotent``. See `request`."""
        return await self.request(
            "POST",
            path,
            returns=returns,
            body=body,
            token=token,
            idempotent=idempotent,
            headers=headers,
        )

    async def request(
        self,
        method: str,
        path: str,
        *,
        returns: type[T],
        params: Mapping[str, Any] | None = None,
        body: Any = None,
        token: str | None = None,
        idempotent: bool | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> T:
        """One call to the neighbour, decoded.

        Raises:
            RemoteError: when the neighbour refused (a 4xx).
            UnavailableError: when it could not be reached, or is failing.
            DeadlineError: when it did not answer in time.
        """
        safe = method in ("GET", "HEAD") if idempotent is None else idempotent
        content = None if body is None else msgspec.json.encode(body)
        send = _Send(method, path, params, content, self._headers(token, headers))
        self._budget.earn()
        response = await self._with_retries(send) if safe else await self._once_or_domain(send)
        return msgspec.json.decode(response.content, type=returns)

    def _headers(self, token: str | None, extra: Mapping[str, str] | None) -> dict[str, str]:
        headers = {"accept": "application/json", **(extra or {})}
        if token is None and self._service_token is not None:
            token = self._service_token()
        if token:
            headers["authorization"] = f"Bearer {token}"
        return headers

    async def _with_retries(self, send: "_Send") -> httpx.Response:
        try:
            async for attempt in stamina.retry_context(
                on=_RetriableError,
                attempts=_ATTEMPTS,
                timeout=self._timeout,
                wait_initial=0.02,
                wait_max=0.3,
                wait_jitter=0.05,
            ):
                with attempt:
                    if attempt.num > 1 and not self._budget.spend():
                        raise UnavailableError(f"{self._name} is not available right now.")
                    return await self._once(send)
        except _RetriableError as error:
            raise _as_domain(error, self._name) from error
        raise AssertionError("unreachable")

    async def _once_or_domain(self, send: "_Send") -> httpx.Response:
        try:
            return await self._once(send)
        except _RetriableError as error:
            raise _as_domain(error, self._name) from error

    async def _once(self, send: "_Send") -> httpx.Response:
        seconds = remaining_seconds(self._timeout)
        self._breaker.before_call()
        settled = False
        try:
            response = await self._http.request(
                send.method,
                send.path,
                params=send.params,
                content=send.content,
                headers={**send.headers, **_context_headers(seconds, send.content)},
                timeout=httpx.Timeout(seconds, connect=min(_CONNECT_SECONDS, seconds)),
            )
            settled = True
        except httpx.TransportError as error:
            self._breaker.failed()
            settled = True
            raise _RetriableError(str(error)) from error
        finally:
            if not settled:
                self._breaker.abandoned()
        return self._judge(response)

    def _judge(self, response: httpx.Response) -> httpx.Response:
        if response.status_code < 400:
            self._breaker.succeeded()
            return response
        if response.status_code < 500:
            self._breaker.succeeded()
            raise RemoteError(response.status_code, _problem(response))
        self._breaker.failed()
        if response.status_code in _BRIEFLY_BUSY:
            raise _RetriableError(f"status {response.status_code}")
        if response.status_code == 504:
            raise DeadlineError(f"{self._name} did not answer in time.")
        raise UnavailableError(f"{self._name} is failing right now.")


class _Send(msgspec.Struct, frozen=True):
    method: str
    path: str
    params: Mapping[str, Any] | None
    content: bytes | None
    headers: dict[str, str]


def _context_headers(seconds: float, content: bytes | None) -> dict[str, str]:
    headers = {DEADLINE_HEADER: str(max(1, int(seconds * 1000)))}
    trace = tracing.current()
    if trace is not None:
        headers["traceparent"] = trace.traceparent
    if content is not None:
        headers["content-type"] = "application/json"
    return headers


def _problem(response: httpx.Response) -> Mapping[str, Any]:
    try:
        document = msgspec.json.decode(response.content)
    except msgspec.DecodeError:
        return {}
    return document if isinstance(document, dict) else {}


def _as_domain(error: _RetriableError, name: str) -> DomainError:
    if isinstance(error.__cause__, httpx.TimeoutException):
        return DeadlineError(f"{name} did not answer in time.")
    return UnavailableError(f"{name} is not available right now.")
