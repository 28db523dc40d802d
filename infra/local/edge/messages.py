"""ASGI in short: one exchange between a client and the edge, and how the edge answers."""

import secrets
import time
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

import msgspec

from contracts.errors import PROBLEM_JSON, DomainError, to_problem
from infra.local.edge.behaviours import Headers, behaviours
from infra.local.edge.compression import ENCODERS, accepted

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

__all__ = ["Exchange", "Headers", "Message", "Receive", "Scope", "Send"]


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
        extra = [pair for pair in behaviours().default_headers if pair[0] not in given]
        extra.append((b"x-request-id", self.request_id.encode()))
        await self._send(
            {"type": "http.response.start", "status": status, "headers": [*headers, *extra]}
        )

    async def write(self, chunk: bytes, *, more: bool) -> None:
        await self._send({"type": "http.response.body", "body": chunk, "more_body": more})

    async def answer(self, status: int, headers: Headers, body: bytes) -> None:
        """The whole answer at once, compressed where that pays."""
        if self._is_compressible(status, headers, body):
            headers = [*headers, (b"vary", b"Accept-Encoding")]
            for encoding in self.accepted_encodings[:1]:
                body = ENCODERS[encoding](body)
                headers = [*_weakened(headers), (b"content-encoding", encoding.encode())]
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

    @property
    def accepted_encodings(self) -> tuple[str, ...]:
        """The encodings that the client takes, the one to use first."""
        return accepted(self.headers.get(b"accept-encoding", b""))

    @staticmethod
    def _is_compressible(status: int, headers: Headers, body: bytes) -> bool:
        values = dict(headers)
        content_type = values.get(b"content-type", b"").decode("latin-1")
        pays = behaviours().compression.pays_for(content_type, len(body))
        return pays and status != 206 and b"content-encoding" not in values


def _weakened(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    """Compressed bytes are another representation: a strong ETag would promise too much."""
    return [
        (name, b"W/" + value if name == b"etag" and not value.startswith(b"W/") else value)
        for name, value in headers
    ]
