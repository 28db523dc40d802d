"""A process tells what it goes on without, for as long as that is so, and stays ready."""

import httpx
import pytest
from starlette.applications import Starlette

from core_services.chassis.breaker import CircuitBreaker
from core_services.chassis.degradation import Mode, modes
from core_services.chassis.health import Health


class Time:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


async def readiness() -> httpx.Response:
    transport = httpx.ASGITransport(Starlette(routes=Health().routes()))
    async with httpx.AsyncClient(transport=transport, base_url="http://health") as http:
        return await http.get("/health/ready")


async def test_each_look_at_a_degraded_process_leaves_a_line_to_count(
    caplog: pytest.LogCaptureFixture,
) -> None:
    mode = Mode("sextant")
    mode.failed()

    await readiness()
    mode.succeeded()
    await readiness()

    # A process has one list of modes: breakers of other tests may be on it.
    lines = [each.fields for each in caplog.records if each.message == "degraded"]  # type: ignore[attr-defined]
    assert lines.count({"mode": "sextant"}) == 1


async def test_an_open_breaker_is_told_and_makes_nobody_unready() -> None:
    breaker = CircuitBreaker("The lighthouse", key="lighthouse", threshold=2)
    breaker.failed()
    assert "circuit:lighthouse" not in modes()

    breaker.failed()
    told = await readiness()
    breaker.succeeded()

    assert told.status_code == 200
    assert "circuit:lighthouse" in told.json()["degraded"]
    assert "circuit:lighthouse" not in (await readiness()).json()["degraded"]


def test_a_breaker_is_called_by_its_name_where_it_has_no_key() -> None:
    breaker = CircuitBreaker("foghorn", threshold=1)
    breaker.failed()
    assert "circuit:foghorn" in modes()
    breaker.succeeded()


def test_what_nobody_has_tried_for_a_minute_is_told_no_more() -> None:
    time = Time()
    mode = Mode("tide-table", monotonic=time)
    mode.failed()
    time.seconds += 59.9
    assert mode.is_on
    mode.failed()
    time.seconds += 59.9
    assert mode.is_on
    time.seconds += 0.1
    assert not mode.is_on


def test_two_that_miss_the_same_tell_it_once_until_both_have_it_back() -> None:
    first, second = Mode("buoy"), Mode("buoy")
    first.failed()
    second.failed()
    assert modes().count("buoy") == 1
    first.succeeded()
    assert "buoy" in modes()
    second.succeeded()
    assert "buoy" not in modes()


def test_what_is_gone_is_told_of_no_more() -> None:
    mode = Mode("wreck")
    mode.failed()
    del mode
    assert "wreck" not in modes()
