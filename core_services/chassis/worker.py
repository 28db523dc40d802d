"""A worker process: consumers, relays and periodic jobs side by side, until SIGTERM."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette

from core_services.chassis.health import Check, Health
from core_services.chassis.settings import ServiceSettings

log = logging.getLogger(__name__)

Component = Callable[[asyncio.Event], Awaitable[None]]


async def run_components(
    *components: Component, settings: ServiceSettings, checks: Mapping[str, Check]
) -> None:
    """Run until SIGTERM or SIGINT, then let every component finish what it holds.

    ``/health/live`` and ``/health/ready`` are served on the settings' port meanwhile. When one
    component dies the others are stopped and the error is raised, so that the process is restarted.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signal_number, stop.set)
    health = Health()
    health.checks = checks
    server = _health_server(health, settings)
    serving = asyncio.create_task(server.serve())
    try:
        async with asyncio.TaskGroup() as group:
            for component in components:
                group.create_task(_guarded(component, stop))
    finally:
        health.draining = True
        server.should_exit = True
        await asyncio.gather(serving, return_exceptions=True)


async def _guarded(component: Component, stop: asyncio.Event) -> None:
    try:
        await component(stop)
    finally:
        stop.set()


def every(seconds: float, job: Callable[[], Awaitable[object]]) -> Component:
    """A periodic job: ``seconds`` between the end of one run and the start of the next.

    A run that fails is logged and the next one comes all the same.
    """

    async def component(stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                await job()
            except Exception as error:  # a job must not take the worker down
                log.error("job failed", exc_info=error, extra={"fields": {"job": job.__name__}})
            try:
                async with asyncio.timeout(seconds):
                    await stop.wait()
            except TimeoutError:
                continue

    return component


class _HealthServer(uvicorn.Server):
    """Leaves the signals to the worker."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _health_server(health: Health, settings: ServiceSettings) -> uvicorn.Server:
    config = uvicorn.Config(
        Starlette(routes=health.routes()),
        host=settings.host,
        port=settings.port,
        access_log=False,
        log_config=None,
        lifespan="off",
        ws="none",
    )
    return _HealthServer(config)
