"""Calling a neighbour that is slow, failing, refusing or gone."""

from collections.abc import Callable

import httpx
import msgspec
import pytest

from contracts.errors import DeadlineError, UnavailableError
from core_services.chassis import context, tracing
from core_services.chassis.breaker import CircuitOpenError
from core_services.chassis.http_client import RemoteError, ServiceClient


class Answer(msgspec.Struct):
    ok: bool


class Neighbour:
    """Answers with a script of statuses or errors, and remembers what it was asked."""

    def __init__(self, *script: int | Exception) -> None:
        self.script = list(script)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        step = self.script.pop(0) if self.script else 200
        if isinstance(step, Exception):
            raise step
        document = {"ok": True} if step < 400 else {"code": "out-of-stock", "detail": "none left"}
        return httpx.Response(step, json=document)


def client(neighbour: Neighbour, service_token: Callable[[], str] | None = None) -> ServiceClient:
    return ServiceClient(
        "http://neighbour",
        name="neighbour",
        service_token=service_token,
        transport=httpx.MockTransport(neighbour),
    )


async def test_a_read_survives_two_failures() -> None:
    neighbour = Neighbour(503, httpx.ConnectError("refused"))

    async with client(neighbour) as http:
        assert (await http.get("/x", returns=Answer)).ok

    assert len(neighbour.requests) == 3


async def test_a_write_is_not_repeated_unless_it_is_idempotent() -> None:
    once, thrice = Neighbour(503, 503), Neighbour(503, 503)

    async with client(once) as http:
        with pytest.raises(UnavailableError):
            await http.post("/x", returns=Answer, body={})
    async with client(thrice) as http:
        assert (await http.post("/x", returns=Answer, body={}, idempotent=True)).ok

    assert len(once.requests) == 1
    assert len(thrice.requests) == 3


async def test_a_refusal_keeps_its_code_and_is_not_repeated() -> None:
    neighbour = Neighbour(409)

    async with client(neighbour) as http:
        with pytest.raises(RemoteError) as caught:
            await http.get("/x", returns=Answer)

    assert (caught.value.remote_status, caught.value.remote_code) == (409, "out-of-stock")
    assert len(neighbour.requests) == 1


async def test_a_timeout_is_a_deadline_error() -> None:
    neighbour = Neighbour(*(httpx.ReadTimeout("slow") for _ in range(3)))

    async with client(neighbour) as http:
        with pytest.raises(DeadlineError):
            await http.get("/x", returns=Answer)


async def test_an_internal_error_of_the_neighbour_is_not_repeated() -> None:
    neighbour = Neighbour(500)

    async with client(neighbour) as http:
        with pytest.raises(UnavailableError):
            await http.get("/x", returns=Answer)

    assert len(neighbour.requests) == 1


async def test_a_dead_neighbour_is_soon_left_alone() -> None:
    neighbour = Neighbour(*(500 for _ in range(100)))

    async with client(neighbour) as http:
        for _ in range(5):
            with pytest.raises(UnavailableError):
                await http.get("/x", returns=Answer)
        with pytest.raises(CircuitOpenError):
            await http.get("/x", returns=Answer)

    assert len(neighbour.requests) == 5


async def test_retries_stay_within_their_budget() -> None:
    calls = 200
    neighbour = Neighbour(*(status for _ in range(calls) for status in (503, 200)))

    async with client(neighbour) as http:
        for _ in range(calls):
            try:
                await http.get("/x", returns=Answer)
            except UnavailableError:
                continue

    assert len(neighbour.requests) <= calls * 1.2


async def test_the_deadline_and_the_trace_travel_with_the_call() -> None:
    neighbour = Neighbour()
    trace = tracing.continue_trace({}, 1.0)
    context.set_deadline(0.5)

    async with client(neighbour) as http:
        await http.get("/x", returns=Answer)

    assert 0 < int(neighbour.requests[0].headers["x-deadline-ms"]) <= 500
    assert trace.trace_id in neighbour.requests[0].headers["traceparent"]


async def test_no_call_is_made_when_the_time_is_up() -> None:
    neighbour = Neighbour()
    context.set_deadline(-1)

    async with client(neighbour) as http:
        with pytest.raises(DeadlineError):
            await http.get("/x", returns=Answer)

    assert neighbour.requests == []


async def test_a_users_token_is_forwarded_and_ours_is_used_otherwise() -> None:
    neighbour = Neighbour()

    async with client(neighbour, service_token=lambda: "ours") as http:
        await http.get("/x", returns=Answer, token="theirs")
        await http.get("/x", returns=Answer)

    sent = [request.headers["authorization"] for request in neighbour.requests]
    assert sent == ["Bearer theirs", "Bearer ours"]
