"""ASGI in short: one exchange between a client and the edge, and how the edge answers."""

import gzip
import secrets
import time
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

import msgspec

from contracts.errors import PROBLEM_JSON, DomainError, to_problem

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

GZIP_FROM = 1024
_GZIP_LEVEL = 4
_COMPRESSIBLE = (b"text/", b"application/json", b"application/problem+json", b"image/svg+xml")

# What CloudFront's response headers policy adds where the origin has not said otherwise.
SECURITY_HEADERS: Headers = [
    (b"strict-transport-security", b"max-age=63072000; includeSubDomains"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-opener-policy", b"same-origin"),
]


class Exchange:
    """One request, with the ids that the edge issued for it, and its one answer."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope = scope
        self.receive = receive
        self._send = send
        self.method: str = scope["method"]
        self.headers: dict[bytes, bytes] = dict(scope["headers"])
        self.path: str = scope["raw_path"].partition(b"?")[0].decode("latin-1")
        self.client_address: str = (scope.get("client") or ("unknown", 0))[0]
        self.request_id = secrets.token_hex(16)
        self.trace_id = f"{int(time.time()):08x}{secrets.token_hex(12)}"
        self.status = 0

    @property
    def trace_header(self) -> str:
        """The trace id as load balancers write it, in X-Amzn-Trace-Id."""
        return f"Root=1-{self.trace_id[:8]}-{self.trace_id[8:]}"

    async def start(self, status: int, headers: Headers) -> None:
        """Send the status and headers; what the edge always says is added."""
        self.status = status
        given = {name for name, _ in headers}
        extra = [pair for pair in SECURITY_HEADERS if pair[0] not in given]
        extra.append((b"x-request-id", self.request_id.encode()))
        await self._send(
            {"type": "http.response.start", "status": status, "headers": [*headers, *extra]}
        )

    async def write(self, chunk: bytes, *, more: bool) -> None:
        await self._send({"type": "http.response.body", "body": chunk, "more_body": more})

    async def answer(self, status: int, headers: Headers, body: bytes) -> None:
        """The whole answer at once, compressed where that pays."""
        if self._should_compress(headers, body):
            body = gzip.compress(body, _GZIP_LEVEL, mtime=0)
            headers = [*_weakened(headers), (b"content-encoding", b"gzip")]
            headers.append((b"vary", b"Accept-Encoding"))
        if status not in (204, 304):
            headers = [*headers, (b"content-length", str(len(body)).encode())]
        await self.start(status, headers)
        await self.write(b"" if self.method == "HEAD" else body, more=False)

    async def refuse(self, error: DomainError, *extra: tuple[bytes, bytes]) -> None:
        """The error as problem+json, with ``extra`` headers."""
        document = to_problem(error, instance=self.path, trace_id=self.trace_id)
        headers = [(b"content-type", PROBLEM_JSON.encode()), (b"cache-control", b"no-store")]
        headers += extra
        if error.retry_after is not None or error.status == 503:
            headers.append((b"retry-after", str(error.retry_after or 1).encode()))
        await self.answer(error.status, headers, msgspec.json.encode(document))

    def _should_compress(self, headers: Headers, body: bytes) -> bool:
        if len(body) < GZIP_FROM or b"gzip" not in self.headers.get(b"accept-encoding", b""):
            return False
        values = dict(headers)
        content_type = values.get(b"content-type", b"")
        return b"content-encoding" not in values and content_type.startswith(_COMPRESSIBLE)


def _weakened(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    """Compressed bytes are another representation: a strong ETag would promise too much."""
    return [
        (name, b"W/" + value if name == b"etag" and not value.startswith(b"W/") else value)
        for name, value in headers
    ]
