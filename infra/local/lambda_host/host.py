"""One Chalice application as an ASGI application: its REST API, and the Invoke API."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from infra.local.lambda_host.context import GATEWAY_SECONDS, Event, Handler, LambdaContext
from infra.local.lambda_host.invocations import Function, Invocations, invoked_name
from infra.local.lambda_host.rest import (
    Answer,
    RouteTable,
    Scope,
    gateway_problem,
    to_event,
    to_response,
)
from infra.local.lambda_host.signing import API_HANDLER, named

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

MAX_PAYLOAD = 6 * 1024 * 1024  # what Lambda takes in one synchronous invocation
_CONCURRENCY = 8
_LIVENESS = "/health/live"  # the supervisor asks the host; API Gateway knows no such path


class LambdaHost:
    """Answers for one application: HTTP by its routes, invocations by its functions' names."""

    def __init__(
        self,
        name: str,
        function: Handler,
        routes: RouteTable,
        functions: dict[str, Function] | None = None,
        application: str | None = None,
    ) -> None:
        self._name = name
        self._function = named(API_HANDLER, function)
        self._routes = routes
        self._pool = ThreadPoolExecutor(_CONCURRENCY, thread_name_prefix=name)
        self._invocations = Invocations(application or name, functions or {}, self._pool)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise RuntimeError(f"API Gateway's REST API has no {scope['type']}")
        if scope["path"] == _LIVENESS:
            await _respond(send, 200, [], b'{"status":"ok"}')
        else:
            await _respond(send, *await self._answer(scope, await _read(receive)))

    async def _answer(self, scope: Scope, body: bytes | None) -> Answer:
        if body is None:
            return gateway_problem(scope, 413, "too-large", "The request is too large")
        invoked = invoked_name(scope["method"], scope["path"])
        if invoked is not None:
            return await self._invocations.answer(invoked, _invocation_type(scope), body)
        matched = self._routes.match(scope["method"], scope["path"])
        if matched is None:
            return gateway_problem(scope, 404, "not-found", "There is no such thing")
        return await self._answer_rest(scope, to_event(scope, body, *matched))

    async def _answer_rest(self, scope: Scope, event: Event) -> Answer:
        try:
            return to_response(await self._call(event))
        except TimeoutError:
            return gateway_problem(scope, 504, "deadline-exceeded", "It took too long")
        except Exception as error:  # Lambda reports a crash to API Gateway, which says 502
            print(f"{self._name}: {error!r}", file=sys.stderr, flush=True)
            return gateway_problem(scope, 502, "bad-gateway", "The function failed")

    async def _call(self, event: Event) -> dict[str, Any]:
        loop, context = asyncio.get_running_loop(), LambdaContext(self._name)
        async with asyncio.timeout(GATEWAY_SECONDS):
            answer = await loop.run_in_executor(self._pool, self._function, event, context)
            return dict(answer)


def _invocation_type(scope: Scope) -> str:
    headers = dict(scope["headers"])
    return str(headers.get(b"x-amz-invocation-type", b"RequestResponse").decode("latin-1"))


async def _read(receive: Receive) -> bytes | None:
    """The whole body; None when it is more than Lambda takes."""
    chunks, size, more = [], 0, True
    while more:
        message = await receive()
        chunk = message.get("body", b"")
        size += len(chunk)
        if size <= MAX_PAYLOAD:
            chunks.append(chunk)
        more = message.get("more_body", False)
    return b"".join(chunks) if size <= MAX_PAYLOAD else None


async def _respond(
    send: Send, status: int, headers: list[tuple[bytes, bytes]], content: bytes
) -> None:
    length = (b"content-length", str(len(content)).encode())
    kept = [pair for pair in headers if pair[0] != b"content-length"]
    await send({"type": "http.response.start", "status": status, "headers": [*kept, length]})
    await send({"type": "http.response.body", "body": content})
