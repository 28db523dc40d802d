"""Calling a neighbour: a deadline, a few retries where repeating is safe, a breaker, our errors."""

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

import aiohttp
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
_MAX_CONNECTIONS = 50
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


class Answer(msgspec.Struct, frozen=True):
    """What came back over the wire, whatever its status."""

    status: int
    content: bytes


class Outgoing(msgspec.Struct, frozen=True):
    """One request, ready to be sent. ``headers`` are complete."""

    method: str
    path: str
    params: Mapping[str, Any] | None
    content: bytes | None
    headers: Mapping[str, str]


class Exchange(Protocol):
    """Sends one request to one neighbour."""

    async def send(self, request: Outgoing, seconds: float) -> Answer:
        """The answer.

        Raises:
            TimeoutError: when it did not come within ``seconds``.
            OSError: when the neighbour cannot be reached, or hung up.
        """
        ...

    async def close(self) -> None:
        """Hang up."""
        ...


class AiohttpExchange:
    """HTTP/1.1 over kept connections. Redirects are answers: a service is never sent elsewhere."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url.rstrip("/")
        self._session: aiohttp.ClientSession | None = None

    async def send(self, request: Outgoing, seconds: float) -> Answer:
        timeout = aiohttp.ClientTimeout(total=seconds, sock_connect=min(_CONNECT_SECONDS, seconds))
        try:
            async with self._opened().request(
                request.method,
                self._base_url + request.path,
                params=request.params,
                data=request.content,
                headers=request.headers,
                timeout=timeout,
                allow_redirects=False,
            ) as response:
                return Answer(response.status, await response.read())
        except aiohttp.ClientError as error:
            if isinstance(error, OSError):
                raise
            raise ConnectionError(str(error)) from error

    def _opened(self) -> aiohttp.ClientSession:
        # Made on first use: a session belongs to the event loop that is running by then.
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=_MAX_CONNECTIONS),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"accept-encoding": "identity"},
            )
        return self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


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
        exchange: Exchange | None = None,
    ) -> None:
        self._exchange = exchange or AiohttpExchange(base_url)
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
        await self._exchange.close()

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
        send = Outgoing(method, path, params, content, self._headers(token, headers))
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

    async def _with_retries(self, send: Outgoing) -> Answer:
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

    async def _once_or_domain(self, send: Outgoing) -> Answer:
        try:
            return await self._once(send)
        except _RetriableError as error:
            raise _as_domain(error, self._name) from error

    async def _once(self, send: Outgoing) -> Answer:
        seconds = remaining_seconds(self._timeout)
        self._breaker.before_call()
        settled = False
        try:
            response = await self._exchange.send(_in_context(send, seconds), seconds)
            settled = True
        except OSError as error:  # a TimeoutError is one, too
            self._breaker.failed()
            settled = True
            raise _RetriableError(str(error)) from error
        finally:
            if not settled:
                self._breaker.abandoned()
        return self._judge(response)

    def _judge(self, response: Answer) -> Answer:
        if response.status < 400:
            self._breaker.succeeded()
            return response
        if response.status < 500:
            self._breaker.succeeded()
            raise RemoteError(response.status, _problem(response))
        self._breaker.failed()
        if response.status in _BRIEFLY_BUSY:
            raise _RetriableError(f"status {response.status}")
        if response.status == 504:
            raise DeadlineError(f"{self._name} did not answer in time.")
        raise UnavailableError(f"{self._name} is failing right now.")


def _in_context(request: Outgoing, seconds: float) -> Outgoing:
    """The request with the time that is left and the trace that it belongs to."""
    headers = {**request.headers, **_context_headers(seconds, request.content)}
    return msgspec.structs.replace(request, headers=headers)


def _context_headers(seconds: float, content: bytes | None) -> dict[str, str]:
    headers = {DEADLINE_HEADER: str(max(1, int(seconds * 1000)))}
    trace = tracing.current()
    if trace is not None:
        headers["traceparent"] = trace.traceparent
    if content is not None:
        headers["content-type"] = "application/json"
    return headers


def _problem(response: Answer) -> Mapping[str, Any]:
    try:
        document = msgspec.json.decode(response.content)
    except msgspec.DecodeError:
        return {}
    return document if isinstance(document, dict) else {}


def _as_domain(error: _RetriableError, name: str) -> DomainError:
    if isinstance(error.__cause__, TimeoutError):
        return DeadlineError(f"{name} did not answer in time.")
    return UnavailableError(f"{name} is not available right now.")
