"""Liveness asks only whether the process answers; readiness also asks what it depends on.

A failing dependency must take a pod out of the load balancer, and must not get it killed. What the
process goes on without is only told (`degradation`).
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core_services.chassis.degradation import modes

log = logging.getLogger(__name__)

Check = Callable[[], Awaitable[None]]
_CHECK_SECONDS = 2.0


class Health:
    """The process's health; ``draining`` turns readiness off while requests finish."""

    def __init__(self) -> None:
        self.draining = False
        self.checks: Mapping[str, Check] = {}

    def routes(self) -> list[Route]:
        return [
            Route("/health/live", self._live, methods=["GET"]),
            Route("/health/ready", self._ready, methods=["GET"]),
        ]

    async def _live(self, _: Request) -> Response:
        return _answer({"status": "alive"}, healthy=True)

    async def _ready(self, _: Request) -> Response:
        if self.draining:
            return _answer({"status": "draining"}, healthy=False)
        names = list(self.checks)
        results = await asyncio.gather(*(self._run(name) for name in names))
        healthy = all(results)
        checks = {name: "ok" if ok else "failing" for name, ok in zip(names, results, strict=True)}
        status = "ready" if healthy else "not-ready"
        degraded = modes()
        for mode in degraded:  # counted by a metric filter on these lines
            log.warning("degraded", extra={"fields": {"mode": mode}})
        document: dict[str, object] = {
            "status": status,
            "checks": checks,
            "degraded": degraded,
        }
        return _answer(document, healthy=healthy)

    async def _run(self, name: str) -> bool:
        try:
            async with asyncio.timeout(_CHECK_SECONDS):
                await self.checks[name]()
        except Exception as error:  # whatever a driver raises: the answer is "not ready"
            log.warning("readiness check failed", exc_info=error, extra={"fields": {"check": name}})
            return False
        return True


def _answer(document: dict[str, object], *, healthy: bool) -> Response:
    return Response(
        msgspec.json.encode(document), 200 if healthy else 503, media_type="application/json"
    )
