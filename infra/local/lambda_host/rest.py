"""API Gateway's REST API: an HTTP request as the event of its proxy integration, and back."""

import base64
import re
import time
import uuid
from collections.abc import Mapping, MutableMapping
from typing import Any
from urllib.parse import parse_qsl, unquote

import msgspec

from infra.local.environment import ACCOUNT
from infra.local.lambda_host.context import Event

Scope = MutableMapping[str, Any]
Answer = tuple[int, list[tuple[bytes, bytes]], bytes]

_TRACE_ROOT = re.compile(rb"Root=1-([0-9a-f]{8})-([0-9a-f]{24})")


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
            "accountId": ACCOUNT,
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


def gateway_problem(scope: Scope, status: int, code: str, title: str) -> Answer:
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
