"""Readiness tells which dependency fails; liveness does not care."""

import httpx
from starlette.applications import Starlette

from core_services.chassis.health import Health


async def works() -> None:
    return


async def fails() -> None:
    raise ConnectionError("refused")


def client(health: Health) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(Starlette(routes=health.routes()))
    return httpx.AsyncClient(transport=transport, base_url="http://health")


async def test_a_failing_dependency_makes_a_process_unready_and_not_dead() -> None:
    health = Health()
    health.checks = {"database": fails, "redis": works}

    async with client(health) as http:
        ready, live = await http.get("/health/ready"), await http.get("/health/live")

    assert ready.status_code == 503
    assert ready.json()["checks"] == {"database": "failing", "redis": "ok"}
    assert live.status_code == 200


async def test_a_draining_process_is_unready_though_all_is_well() -> None:
    health = Health()
    health.checks = {"database": works}
    health.draining = True

    async with client(health) as http:
        assert (await http.get("/health/ready")).status_code == 503
