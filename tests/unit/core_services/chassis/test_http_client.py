"""Calling a neighbour that is slow, failing, refusing or gone."""

from collections.abc import Callable

import msgspec
import pytest

from contracts.errors import DeadlineError, UnavailableError
from core_services.chassis import context, tracing
from core_services.chassis.breaker import CircuitOpenError
from core_services.chassis.http_client import Answer, Outgoing, RemoteError, ServiceClient


class Thing(msgspec.Struct):
    ok: bool


class Neighbour:
    """Answers with a script of statuses or errors, and remembers what it was asked."""

    def __init__(self, *script: int | Exception) -> None:
        self.script = list(script)
        self.requests: list[Outgoing] = []

    async def send(self, request: Outgoing, seconds: float) -> Answer:
        self.requests.append(request)
        step = self.script.pop(0) if self.script else 200
        if isinstance(step, Exception):
            raise step
        document = {"ok": True} if step < 400 else {"code": "out-of-stock", "detail": "none left"}
        return Answer(step, msgspec.json.encode(document))

    async def close(self) -> None:
        pass


def client(neighbour: Neighbour, service_token: Callable[[], str] | None = None) -> ServiceClient:
    return ServiceClient(
        "http://neighbour", name="neighbour", service_token=service_token, exchange=neighbour
    )


async def test_a_read_survives_two_failures() -> None:
    neighbour = Neighbour(503, ConnectionRefusedError())

    async with client(neighbour) as http:
        assert (await http.get("/x", returns=Thing)).ok

    assert len(neighbour.requests) == 3


async def test_a_write_is_not_repeated_unless_it_is_idempotent() -> None:
    once, thrice = Neighbour(503, 503), Neighbour(503, 503)

    async with client(once) as http:
        with pytest.raises(UnavailableError):
            await http.post("/x", returns=Thing, body={})
    async with client(thrice) as http:
        assert (await http.post("/x", returns=Thing, body={}, idempotent=True)).ok

    assert len(once.requests) == 1
    assert len(thrice.requests) == 3


async def test_a_refusal_keeps_its_code_and_is_not_repeated() -> None:
    neighbour = Neighbour(409)

    async with client(neighbour) as http:
        with pytest.raises(RemoteError) as caught:
            await http.get("/x", returns=Thing)

    assert (caught.value.remote_status, caught.value.remote_code) == (409, "out-of-stock")
    assert len(neighbour.requests) == 1


async def test_a_timeout_is_a_deadline_error() -> None:
    neighbour = Neighbour(*(TimeoutError() for _ in range(3)))

    async with client(neighbour) as http:
        with pytest.raises(DeadlineError):
            await http.get("/x", returns=Thing)


async def test_an_internal_error_of_the_neighbour_is_not_repeated() -> None:
    neighbour = Neighbour(500)

    async with client(neighbour) as http:
        with pytest.raises(UnavailableError):
            await http.get("/x", returns=Thing)

    assert len(neighbour.requests) == 1


async def test_a_dead_neighbour_is_soon_left_alone() -> None:
    neighbour = Neighbour(*(500 for _ in range(100)))

    async with client(neighbour) as http:
        for _ in range(5):
            with pytest.raises(UnavailableError):
                await http.get("/x", returns=Thing)
        with pytest.raises(CircuitOpenError):
            await http.get("/x", returns=Thing)

    assert len(neighbour.requests) == 5


async def test_retries_stay_within_their_budget() -> None:
    calls = 200
    neighbour = Neighbour(*(status for _ in range(calls) for status in (503, 200)))

    async with client(neighbour) as http:
        for _ in range(calls):
            try:
                await http.get("/x", returns=Thing)
            except UnavailableError:
                continue

    assert len(neighbour.requests) <= calls * 1.2


async def test_the_deadline_and_the_trace_travel_with_the_call() -> None:
    neighbour = Neighbour()
    trace = tracing.continue_trace({}, 1.0)
    context.set_deadline(0.5)

    async with client(neighbour) as http:
        await http.get("/x", returns=Thing)

    assert 0 < int(neighbour.requests[0].headers["x-deadline-ms"]) <= 500
    assert trace.trace_id in neighbour.requests[0].headers["traceparent"]


async def test_no_call_is_made_when_the_time_is_up() -> None:
    neighbour = Neighbour()
    context.set_deadline(-1)

    async with client(neighbour) as http:
        with pytest.raises(DeadlineError):
            await http.get("/x", returns=Thing)

    assert neighbour.requests == []


async def test_a_users_token_is_forwarded_and_ours_is_used_otherwise() -> None:
    neighbour = Neighbour()

    async with client(neighbour, service_token=lambda: "ours") as http:
        await http.get("/x", returns=Thing, token="theirs")
        await http.get("/x", returns=Thing)

    sent = [request.headers["authorization"] for request in neighbour.requests]
    assert sent == ["Bearer theirs", "Bearer ours"]
