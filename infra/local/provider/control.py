"""/_simulator: the book for those who check, the faults and the clock for those who test."""

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from infra.local.provider import endpoints, faults
from infra.local.provider.book import Json
from infra.local.provider.errors import MissingObjectError
from infra.local.provider.events import enqueue_again
from infra.local.provider.rendering import public
from infra.local.provider.simulator import Simulator

_KINDS = {
    "sessions": "checkout.session",
    "payment_intents": "payment_intent",
    "charges": "charge",
    "refunds": "refund",
    "balance_transactions": "balance_transaction",
    "events": "event",
    "webhook_endpoints": "webhook_endpoint",
}


class Advance(msgspec.Struct, forbid_unknown_fields=True):
    seconds: float


class Deliver(msgspec.Struct, forbid_unknown_fields=True):
    times: int = 1
    delay_ms: int = 0


class RollSecret(msgspec.Struct, forbid_unknown_fields=True):
    keep_old: bool = True


class Control:
    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator

    def routes(self) -> list[Route]:
        table: list[tuple[str, str, Callable[[Request], Awaitable[Any]]]] = [
            ("GET", "/health", self.health),
            ("GET", "/book", self.book),
            ("GET", "/requests", self.requests),
            ("GET", "/clock", self.clock),
            ("POST", "/clock", self.advance),
            ("POST", "/reset", self.reset),
            ("GET", "/faults", self.list_faults),
            ("POST", "/faults", self.add_fault),
            ("DELETE", "/faults", self.remove_faults),
            ("DELETE", "/faults/{id}", self.remove_faults),
            ("POST", "/events/{id}/deliver", self.deliver),
            ("POST", "/webhook_endpoints/{id}/roll_secret", self.roll_secret),
        ]
        return [
            Route("/_simulator" + path, _json(handler), methods=[method])
            for method, path, handler in table
        ]

    async def health(self, request: Request) -> Json:
        self._simulator.book.row("SELECT 1")
        return {"status": "ok", "now": self._simulator.clock.now()}

    async def book(self, request: Request) -> Json:
        """Everything, oldest first, as one consistent picture."""
        with self._simulator.work() as work:
            book = work.book
            picture: Json = {
                name: [public(document) for document in book.all(kind)]
                for name, kind in _KINDS.items()
            }
            picture["deliveries"] = [dict(r) for r in book.rows("SELECT * FROM deliveries")]
            picture["idempotency_keys"] = [
                dict(row)
                for row in book.rows(
                    "SELECT key, endpoint, status, request_id, created, replays FROM idempotency"
                )
            ]
            picture["requests"] = _request_counts(self._simulator)
            picture["clock"] = {"now": work.moment, "offset": self._simulator.clock.offset()}
        return picture

    async def requests(self, request: Request) -> Json:
        rows = self._simulator.book.rows("SELECT * FROM requests ORDER BY rowid DESC LIMIT 1000")
        return {"requests": [dict(row) for row in rows]}

    async def clock(self, request: Request) -> Json:
        clock = self._simulator.clock
        return {"now": clock.now(), "offset": clock.offset()}

    async def advance(self, request: Request) -> Json:
        wanted = await _read(request, Advance)
        with self._simulator.work():
            self._simulator.clock.advance(wanted.seconds)
        with self._simulator.work():
            pass  # a unit of work begins with whatever is due by the new time
        return await self.clock(request)

    async def reset(self, request: Request) -> Json:
        self._simulator.reset()
        return {"status": "reset"}

    async def list_faults(self, request: Request) -> Json:
        with self._simulator.work() as work:
            return {"faults": faults.list_rules(work)}

    async def add_fault(self, request: Request) -> Json:
        rule = faults.read_rule(msgspec.json.decode(await request.body()))
        with self._simulator.work() as work:
            return faults.add_rule(work, rule)

    async def remove_faults(self, request: Request) -> Json:
        with self._simulator.work() as work:
            return {"removed": faults.remove_rules(work, request.path_params.get("id"))}

    async def deliver(self, request: Request) -> Json:
        wanted = await _read(request, Deliver)
        with self._simulator.work() as work:
            event = work.get("event", request.path_params["id"])
            queued = sum(
                enqueue_again(work, event, delay=wanted.delay_ms / 1000)
                for _ in range(wanted.times)
            )
        return {"queued": queued}

    async def roll_secret(self, request: Request) -> Json:
        wanted = await _read(request, RollSecret)
        with self._simulator.work() as work:
            endpoint = work.get("webhook_endpoint", request.path_params["id"])
            return {"secret": endpoints.roll_secret(work, endpoint, keep_old=wanted.keep_old)}


def _request_counts(simulator: Simulator) -> Json:
    row = simulator.book.row(
        "SELECT count(*) AS writes,"
        " count(*) FILTER (WHERE method = 'POST' AND idempotency_key IS NULL) AS unkeyed_posts,"
        " count(*) FILTER (WHERE code = 'idempotency_error') AS idempotency_mismatches,"
        " count(*) FILTER (WHERE code = 'idempotency_key_in_use') AS keys_in_use,"
        " count(*) FILTER (WHERE replayed) AS replays FROM requests"
    )
    return {} if row is None else dict(row)


async def _read(request: Request, type: type[Any]) -> Any:
    return msgspec.json.decode(await request.body() or b"{}", type=type)


def _json(
    handler: Callable[[Request], Awaitable[Any]],
) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        if request.method == "POST" and not _speaks_json(request):
            return _answer({"error": "send application/json"}, 415)
        try:
            return _answer(await handler(request), 200)
        except (msgspec.MsgspecError, ValueError) as error:
            return _answer({"error": str(error)}, 400)
        except MissingObjectError as error:
            return _answer({"error": error.message}, 404)

    return endpoint


def _speaks_json(request: Request) -> bool:
    """A page in a browser cannot send this type across origins without being asked first."""
    declared = request.headers.get("Content-Type", "")
    return declared.startswith("application/json") or request.headers.get("Content-Length") in (
        None,
        "0",
    )


def _answer(document: Any, status: int) -> Response:
    return Response(msgspec.json.encode(document), status, media_type="application/json")
