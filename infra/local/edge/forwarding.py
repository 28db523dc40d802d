"""The streaming reverse proxy: pooled connections, clean headers, limits, honest failures."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator

import aiohttp
from yarl import URL

from contracts.errors import DeadlineError, DomainError, TooLargeError
from infra.local.edge.messages import Exchange, Headers
from infra.local.edge.settings import EdgeSettings, Upstream

log = logging.getLogger("edge")

_BUFFERED = 256 * 1024
_CONNECT_SECONDS = 2.0
# Shorter than the servers keep an idle connection: or they would close it while we send on it.
_IDLE_SECONDS = 3.0
_HOP_BY_HOP = frozenset(
    b"connection keep-alive proxy-authenticate proxy-authorization proxy-connection te trailer"
    b" transfer-encoding upgrade".split()
)
_NOT_FROM_CLIENTS = frozenset(
    b"host content-length accept-encoding forwarded via x-real-ip x-request-id traceparent"
    b" tracestate x-deadline-ms x-http-method-override x-original-url x-rewrite-url"
    b" expect".split()
)
_NOT_FROM_CLIENTS_PREFIXES = (
    b"x-forwarded-", b"x-amzn-", b"x-amz-", b"x-user", b"x-principal", b"x-internal", b"x-service",
)  # fmt: skip
_NOT_FOR_CLIENTS = frozenset(b"server date x-powered-by content-length via".split())


class BadGatewayError(DomainError):
    status = 502
    code = "bad-gateway"
    title = "The part of the shop that answers here cannot be reached"


class BodyTimeoutError(DomainError):
    status = 408
    code = "request-timeout"
    title = "The request did not arrive in time"


class ClientGoneError(Exception):
    """Nobody is left to answer."""


class Forwarder:
    """Sends requests on to the services and functions, and their answers back."""

    def __init__(self, settings: EdgeSettings) -> None:
        self._settings = settings
        self._session: aiohttp.ClientSession | None = None

    @contextlib.asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Hold the connections open for as long as the edge runs."""
        async with self.new_session() as self._session:
            yield

    def new_session(self) -> aiohttp.ClientSession:
        timeout = aiohttp.ClientTimeout(
            total=None, sock_connect=_CONNECT_SECONDS, sock_read=self._settings.upstream_seconds
        )
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=_IDLE_SECONDS),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            timeout=timeout,
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
        )

    @property
    def session(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("the edge has not been started")
        return self._session

    async def forward(self, exchange: Exchange, upstream: Upstream, body_limit: int) -> None:
        """Let ``upstream`` answer.

        Raises:
            DomainError: when there is no answer to pass on, and nothing has been sent yet.
        """
        body = RequestBody(exchange, body_limit, self._settings.body_silence_seconds)
        try:
            async with self.session.request(
                exchange.method,
                _target(upstream, exchange),
                headers=request_headers(exchange, upstream, body),
                data=await body.content(),
                allow_redirects=False,
            ) as response:
                await relay(exchange, response, body)
        except ClientGoneError:
            return
        except (aiohttp.ClientError, TimeoutError) as error:
            if exchange.status:
                # Too late for a problem: an answer that ends early tells the client.
                log.warning("%s broke off its answer: %r", upstream.name, error)
                return
            raise body.failure or _failure(upstream, error) from error


class RequestBody:
    """A request's body on its way through: counted, and not waited for without end."""

    def __init__(self, exchange: Exchange, limit: int, silence_seconds: float) -> None:
        self._receive = exchange.receive
        self._limit = limit
        self._silence_seconds = silence_seconds
        self.failure: DomainError | None = None
        self.arrived = asyncio.Event()
        declared = exchange.headers.get(b"content-length", b"")
        self.length = int(declared) if declared.isdigit() else None
        self.is_chunked = b"transfer-encoding" in exchange.headers
        if self.length is not None and self.length > limit:
            raise _too_large(limit)

    async def content(self) -> bytes | AsyncIterator[bytes] | None:
        """Short bodies whole, long ones as they come."""
        if not self.length and not self.is_chunked:
            self.arrived.set()
            return None
        if self.length is not None and self.length <= _BUFFERED:
            return b"".join([chunk async for chunk in self.chunks()])
        return self.chunks()

    async def chunks(self) -> AsyncIterator[bytes]:
        size, more = 0, True
        while more:
            chunk, more = await self._next()
            size += len(chunk)
            if size > self._limit:
                self.failure = _too_large(self._limit)
                raise self.failure
            if chunk:
                yield chunk
        self.arrived.set()

    async def _next(self) -> tuple[bytes, bool]:
        try:
            async with asyncio.timeout(self._silence_seconds):
                message = await self._receive()
        except TimeoutError:
            self.failure = BodyTimeoutError("The rest of the body did not come.")
            raise self.failure from None
        if message["type"] == "http.disconnect":
            raise ClientGoneError
        return message.get("body", b""), message.get("more_body", False)


def request_headers(
    exchange: Exchange, upstream: Upstream, body: RequestBody
) -> list[tuple[str, str]]:
    """What the client said, without what only we may say; and then what we say."""
    named = _connection_headers(exchange.headers)
    headers = [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, value in exchange.scope["headers"]
        if _may_pass(name)
        and name not in named
        and (name != b"cookie" or upstream.kind == "function")
    ]
    if body.length is not None:
        headers.append(("content-length", str(body.length)))
    return [
        *headers,
        ("x-forwarded-for", exchange.client_address),
        ("x-forwarded-proto", exchange.scope.get("scheme", "http")),
        ("x-request-id", exchange.request_id),
        ("x-amzn-trace-id", exchange.trace_header),
    ]


def _may_pass(name: bytes) -> bool:
    return (
        name not in _HOP_BY_HOP
        and name not in _NOT_FROM_CLIENTS
        and not name.startswith(_NOT_FROM_CLIENTS_PREFIXES)
        and b"_" not in name  # some servers read x_user_id as x-user-id
    )


def _connection_headers(headers: dict[bytes, bytes]) -> frozenset[bytes]:
    """Headers that ``Connection`` declares to be for this hop alone."""
    listed = headers.get(b"connection", b"").lower().split(b",")
    return frozenset(name.strip() for name in listed)


def response_headers(response: aiohttp.ClientResponse) -> Headers:
    """What the upstream said, without what was for us alone."""
    return [
        (name.lower(), value)
        for name, value in response.raw_headers
        if name.lower() not in _HOP_BY_HOP
        and name.lower() not in _NOT_FOR_CLIENTS
        and not name.lower().startswith(b"access-control-")
    ]


async def relay(exchange: Exchange, response: aiohttp.ClientResponse, body: RequestBody) -> None:
    """Pass an answer on: short ones whole, long and endless ones as they come."""
    headers = response_headers(response)
    length = response.content_length
    if exchange.method == "HEAD":
        if length is not None:
            headers.append((b"content-length", str(length).encode()))
        await exchange.start(response.status, headers)
        await exchange.write(b"", more=False)
    elif length is not None and length <= _BUFFERED:
        await exchange.answer(response.status, headers, await response.read())
    else:
        await _stream(exchange, response, headers, body)


async def _stream(
    exchange: Exchange, response: aiohttp.ClientResponse, headers: Headers, body: RequestBody
) -> None:
    if response.content_length is not None:
        headers.append((b"content-length", str(response.content_length).encode()))
    await exchange.start(response.status, headers)
    watch = asyncio.create_task(_close_when_gone(exchange, response, body))
    try:
        async for chunk in response.content.iter_any():
            await exchange.write(chunk, more=True)
        await exchange.write(b"", more=False)
    finally:
        watch.cancel()


async def _close_when_gone(
    exchange: Exchange, response: aiohttp.ClientResponse, body: RequestBody
) -> None:
    """End the upstream's work when nobody listens any more.

    An answer may begin while its request still comes in: until then, who reads the body also sees
    the client leave, and two readers would take each other's parts.
    """
    await body.arrived.wait()
    while (await exchange.receive())["type"] != "http.disconnect":
        pass
    response.close()


def _target(upstream: Upstream, exchange: Exchange) -> URL:
    # Exactly the bytes that were checked: nothing is decoded and escaped again on the way.
    target = exchange.scope["raw_path"].decode("latin-1")
    if query := exchange.scope["query_string"].decode("latin-1"):
        target = f"{target}?{query}"
    return URL(f"{upstream.url}{target}", encoded=True)


def _failure(upstream: Upstream, error: Exception) -> DomainError:
    log.warning("%s does not answer: %r", upstream.name, error)
    if isinstance(error, TimeoutError) and not isinstance(error, aiohttp.ConnectionTimeoutError):
        return DeadlineError("The answer did not come in time; try again.")
    return BadGatewayError("Try again in a moment.")


def _too_large(limit: int) -> TooLargeError:
    return TooLargeError(f"The body may have {limit} bytes.")
