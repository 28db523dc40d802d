"""Carrying out a scripted fault on one request: before its effect, and on its answer."""

import asyncio
import socket
import struct
from typing import Any

import msgspec
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from infra.local.provider.book import Json
from infra.local.provider.faults import RequestRule

_AMOUNTS = ("amount", "amount_captured", "amount_received", "amount_total", "amount_subtotal")
_STATUSES = ("status", "payment_status")
_RESET = struct.pack("ii", 1, 0)
"""SO_LINGER with zero seconds: closing sends RST instead of FIN."""


class AbortableProtocol(HttpToolsProtocol):
    """Hands each request its connection, so that a fault can cut it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


class NoAnswer(Response):
    """Nothing is sent: the connection is held, then cut."""

    def __init__(self, hold: float, *, reset: bool) -> None:
        super().__init__()
        self._hold = hold
        self._reset = reset

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await _client_leaves(receive, self._hold)
        _cut(scope["state"]["transport"], reset=self._reset)
        # The server answers 500 for an application that says nothing on a living connection.
        await _client_leaves(receive, 1.0)


async def before(rule: RequestRule | None) -> Response | None:
    """An answer to give instead of executing the request, if the rule says so."""
    if rule is None:
        return None
    match rule.action:
        case "timeout_before":
            return NoAnswer(rule.hold_ms / 1000, reset=False)
        case "reset_before":
            return NoAnswer(0, reset=True)
        case "status" if rule.when == "before":
            return failure(rule)
        case "latency" if rule.when == "before":
            await asyncio.sleep(rule.latency_ms / 1000)
    return None


async def after(rule: RequestRule | None, answer: Response) -> Response:
    if rule is None:
        return answer
    match rule.action:
        case "timeout_after":
            return NoAnswer(rule.hold_ms / 1000, reset=False)
        case "reset_after":
            return NoAnswer(0, reset=True)
        case "latency" if rule.when == "after":
            await asyncio.sleep(rule.latency_ms / 1000)
        case "wrong_amount" | "unknown_status":
            return _rewritten(rule, answer)
        case "truncated_json":
            return _with_body(answer, bytes(answer.body)[: len(answer.body) // 2])
    return answer


def failure(rule: RequestRule) -> Response:
    """The scripted status, in the shape Stripe gives it."""
    headers = {}
    should_retry = rule.should_retry
    if should_retry is None and rule.status >= 500:
        # A stored failure is replayed for ever; Stripe's header says so.
        should_retry = rule.when == "before"
    if should_retry is not None:
        headers["Stripe-Should-Retry"] = "true" if should_retry else "false"
    body = msgspec.json.encode({"error": _failure_error(rule)})
    return Response(body, rule.status, headers, "application/json")


def _failure_error(rule: RequestRule) -> Json:
    if rule.status == 429:
        error = {"type": "invalid_request_error", "code": rule.code or "rate_limit"}
        return error | {"message": "Request rate limit exceeded. Back off and try again."}
    error = {"type": "api_error" if rule.status >= 500 else "invalid_request_error"}
    if rule.code:
        error["code"] = rule.code
    return error | {"message": "An unknown error occurred (scripted by the simulator)."}


def _rewritten(rule: RequestRule, answer: Response) -> Response:
    if not str(answer.media_type).startswith("application/json"):
        return answer
    document = _rewrite(msgspec.json.decode(bytes(answer.body)), rule)
    return _with_body(answer, msgspec.json.encode(document))


def _rewrite(value: Any, rule: RequestRule) -> Any:
    if isinstance(value, list):
        return [_rewrite(item, rule) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: _rewrite_field(key, inner, rule) for key, inner in value.items()}


def _rewrite_field(key: str, value: Any, rule: RequestRule) -> Any:
    if rule.action == "wrong_amount" and key in _AMOUNTS and isinstance(value, int):
        return value + rule.delta
    if rule.action == "unknown_status" and key in _STATUSES and isinstance(value, str):
        return rule.value
    return _rewrite(value, rule)


def _with_body(answer: Response, body: bytes) -> Response:
    headers = {k: v for k, v in answer.headers.items() if k != "content-length"}
    return Response(body, answer.status_code, headers)


async def _client_leaves(receive: Receive, longest: float) -> None:
    async def disconnected() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    if longest > 0:
        try:
            await asyncio.wait_for(disconnected(), longest)
        except TimeoutError:
            return


def _cut(transport: asyncio.Transport, *, reset: bool) -> None:
    connection = transport.get_extra_info("socket")
    if reset and connection is not None and connection.fileno() >= 0:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    transport.abort()
