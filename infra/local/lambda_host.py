"""Runs a Chalice application on this machine the way API Gateway and Lambda run it.

    PORT=8106 python -m infra.local.lambda_host bff

Each HTTP request becomes the event that API Gateway's REST API sends (proxy integration, payload
1.0), is handed to the application with a context that counts down, and the answer becomes HTTP
again. The application is imported from its own folder with its ``vendor/``, as in the Lambda, so
what is not packaged is not found here either.
"""

import asyncio
import base64
import contextlib
import os
import re
import sys
import time
import uuid
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote

import msgspec
import uvicorn

from infra.local.topology import load_topology

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Event = dict[str, Any]
Answer = tuple[int, list[tuple[bytes, bytes]], bytes]
LambdaFunction = Callable[[Event, "LambdaContext"], dict[str, Any]]

MAX_PAYLOAD = 6 * 1024 * 1024  # what Lambda takes and gives in one synchronous invocation
TIMEOUT_SECONDS = 29.0  # API Gateway waits no longer
_CONCURRENCY = 8
_REPOSITORY = Path(__file__).resolve().parents[2]
_TRACE_ROOT = re.compile(rb"Root=1-([0-9a-f]{8})-([0-9a-f]{24})")
_LIVENESS = "/health/live"  # the supervisor asks the host; API Gateway knows no such path


@dataclass(frozen=True)
class LambdaContext:
    """What Lambda passes along with an event."""

    function_name: str
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    function_version: str = "$LATEST"
    memory_limit_in_mb: int = 512
    ends_at: float = field(default_factory=lambda: time.monotonic() + TIMEOUT_SECONDS)

    @property
    def invoked_function_arn(self) -> str:
        return f"arn:aws:lambda:eu-west-1:123456789012:function:{self.function_name}"

    @property
    def log_group_name(self) -> str:
        return f"/aws/lambda/{self.function_name}"

    def get_remaining_time_in_millis(self) -> int:
        return max(0, int((self.ends_at - time.monotonic()) * 1000))


class RouteTable:
    """API Gateway's resources, from the routes that a Chalice application registered."""

    def __init__(self, routes: Mapping[str, Mapping[str, Any]]) -> None:
        self._resources = [(path, path.split("/"), frozenset(routes[path])) for path in routes]

    def match(self, method: str, path: str) -> tuple[str, dict[str, str]] | None:
        """The resource for a request, and its path parameters; literal segments win."""
        segments = path.split("/")
        found = [
            (sum(segment.startswith("{") for segment in pattern), resource, pattern)
            for resource, pattern, methods in self._resources
            if method in methods and _fits(pattern, segments)
        ]
        if not found:
            return None
        _, resource, pattern = min(found)
        pairs = zip(pattern, segments, strict=True)
        return resource, {
            name[1:-1]: unquote(value) for name, value in pairs if name.startswith("{")
        }


def _fits(pattern: list[str], segments: list[str]) -> bool:
    return len(pattern) == len(segments) and all(
        bool(given) if wanted.startswith("{") else wanted == given
        for wanted, given in zip(pattern, segments, strict=True)
    )


class LambdaHost:
    """An ASGI application around a Lambda function behind a REST API."""

    def __init__(self, name: str, function: LambdaFunction, routes: RouteTable) -> None:
        self._name = name
        self._function = function
        self._routes = routes
        self._pool = ThreadPoolExecutor(_CONCURRENCY, thread_name_prefix=name)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise RuntimeError(f"API Gateway's REST API has no {scope['type']}")
        if scope["path"] == _LIVENESS:
            await _respond(send, 200, [], b'{"status":"ok"}')
        else:
            await _respond(send, *await self._answer(scope, await _read(receive)))

    async def _answer(self, scope: Scope, body: bytes | None) -> Answer:
        matched = self._routes.match(scope["method"], scope["path"])
        if body is None:
            return _gateway_problem(scope, 413, "too-large", "The request is too large")
        if matched is None:
            return _gateway_problem(scope, 404, "not-found", "There is no such thing")
        try:
            return to_response(await self._invoke(to_event(scope, body, *matched)))
        except TimeoutError:
            return _gateway_problem(scope, 504, "deadline-exceeded", "It took too long")
        except Exception as error:  # Lambda reports a crash to API Gateway, which says 502
            print(f"{self._name}: {error!r}", file=sys.stderr, flush=True)
            return _gateway_problem(scope, 502, "bad-gateway", "The function failed")

    async def _invoke(self, event: Event) -> dict[str, Any]:
        loop, context = asyncio.get_running_loop(), LambdaContext(self._name)
        async with asyncio.timeout(TIMEOUT_SECONDS):
            return await loop.run_in_executor(self._pool, self._function, event, context)


def to_event(scope: Scope, body: bytes, resource: str, parameters: dict[str, str]) -> Event:
    """The event of API Gateway's REST proxy integration for an ASGI request."""
    headers = _multiple((k.decode("latin-1"), v.decode("latin-1")) for k, v in scope["headers"])
    query = _multiple(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
    text, is_base64 = _body_text(body)
    address = (scope.get("client") or ("127.0.0.1", 0))[0]
    forwarded = headers.get("x-forwarded-for", [address])[-1].split(",")[-1].strip()
    return {
        "resource": resource,
        "path": scope["path"],
        "httpMethod": scope["method"],
        "headers": {name: values[-1] for name, values in headers.items()},
        "multiValueHeaders": headers,
        "queryStringParameters": {name: values[-1] for name, values in query.items()} or None,
        "multiValueQueryStringParameters": query or None,
        "pathParameters": parameters or None,
        "stageVariables": None,
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "local",
            "httpMethod": scope["method"],
            "identity": {
                "sourceIp": forwarded,
                "userAgent": headers.get("user-agent", [""])[-1],
            },
            "path": scope["path"],
            "protocol": "HTTP/1.1",
            "requestId": headers.get("x-request-id", [str(uuid.uuid4())])[-1],
            "requestTimeEpoch": int(time.time() * 1000),
            "resourcePath": resource,
            "stage": "api",
        },
        "body": text,
        "isBase64Encoded": is_base64,
    }


def to_response(answer: Mapping[str, Any]) -> Answer:
    """What a proxy integration's answer is as HTTP."""
    headers = {**(answer.get("headers") or {}), **(answer.get("multiValueHeaders") or {})}
    pairs = [
        (name.lower().encode("latin-1"), str(value).encode("latin-1"))
        for name, values in headers.items()
        for value in (values if isinstance(values, list) else [values])
    ]
    body = answer.get("body") or ""
    content = base64.b64decode(body) if answer.get("isBase64Encoded") else body.encode()
    return int(answer["statusCode"]), pairs, content


def _multiple(pairs: Any) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return values


def _body_text(body: bytes) -> tuple[str | None, bool]:
    """The body as the event carries it: text as it is, anything else in base64."""
    if not body:
        return None, False
    try:
        return body.decode("utf-8"), False
    except UnicodeDecodeError:
        return base64.b64encode(body).decode("ascii"), True


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


def _gateway_problem(scope: Scope, status: int, code: str, title: str) -> Answer:
    """An answer of API Gateway's own, shaped as its gateway responses are configured to be."""
    root = _TRACE_ROOT.search(dict(scope["headers"]).get(b"x-amzn-trace-id", b""))
    problem = {
        "type": f"urn:mercato:problem:{code}",
        "title": title,
        "status": status,
        "code": code,
        "instance": scope["path"],
        "trace_id": b"".join(root.groups()).decode() if root else "",
    }
    headers = [(b"content-type", b"application/problem+json")]
    return status, headers, msgspec.json.encode(problem)


async def _respond(
    send: Send, status: int, headers: list[tuple[bytes, bytes]], content: bytes
) -> None:
    length = (b"content-length", str(len(content)).encode())
    kept = [pair for pair in headers if pair[0] != b"content-length"]
    await send({"type": "http.response.start", "status": status, "headers": [*kept, length]})
    await send({"type": "http.response.body", "body": content})


def load_function(project: Path) -> Any:
    """The Chalice application of a project folder, imported as Lambda imports it."""
    sys.path[:0] = [str(project), str(project / "vendor")]
    for name in ("contracts", "app", "chalicelib"):
        with contextlib.suppress(KeyError):
            del sys.modules[name]
    return import_module("app").app


def main() -> None:
    name = sys.argv[1]
    function = load_topology().functions[name]
    app = load_function(_REPOSITORY / function.app)
    host = LambdaHost(name, app, RouteTable(app.routes))
    port = int(os.environ.get("PORT", function.port))
    uvicorn.run(
        host, host="127.0.0.1", port=port, log_level="warning", access_log=False, lifespan="off"
    )


if __name__ == "__main__":
    main()
