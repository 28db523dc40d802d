"""A service's process: ``python -m core_services.<service> api|worker|migrate|replay``."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from types import FrameType
from typing import TypeVar

import uvicorn
from starlette.applications import Starlette

from core_services.chassis import logging, metrics
from core_services.chassis.settings import (
    ServiceSettings,
    SettingsError,
    read_settings,
    with_secret_files,
)

_GRACE_SECONDS = 20
_KEEP_ALIVE_SECONDS = 75  # longer than the load balancer's 60, so that it is the one to hang up

S = TypeVar("S", bound=ServiceSettings)


def run(
    name: str,
    *,
    settings_type: type[S],
    create_app: Callable[[S], Starlette],
    run_worker: Callable[[S], Awaitable[None]] | None = None,
    migrations: str | None = None,
    replay: Callable[[S, Sequence[str]], Awaitable[None]] | None = None,
) -> None:
    """Be the process that the command line names; exits with 2 when it cannot be.

    Args:
        name: the service's name in logs and metrics.
        migrations: the package that holds the service's alembic versions.
        replay: tells the outbox again; the only command that takes arguments.
    """
    command, arguments = "".join(sys.argv[1:2]), sys.argv[2:]
    if arguments and command != "replay":
        command = ""
    try:
        environ = with_secret_files(os.environ)  # noqa: TID251 - the one place
        settings = read_settings(settings_type, environ)
    except SettingsError as error:
        sys.exit(f"{name}: {error}")
    logging.configure(name, settings.log_level)
    metrics.configure(settings.environment)
    if command == "api":
        serve(create_app(settings), settings)
    elif command == "worker" and run_worker is not None:
        _new_loop(run_worker(settings))
    elif command == "migrate" and migrations is not None:
        from core_services.chassis.database import migrate  # services without one skip the import

        migrate(getattr(settings, "database_url"), migrations)  # noqa: B009
    elif command == "replay" and replay is not None:
        _new_loop(replay(settings, arguments))
    else:
        sys.exit(f"usage: python -m core_services.{name} api|worker|migrate|replay")


def serve(app: Starlette, settings: ServiceSettings) -> None:
    """Serve until SIGTERM: readiness goes off, `drain_seconds` pass, requests finish, then exit."""
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        loop="uvloop" if sys.platform != "win32" else "asyncio",
        http="httptools",
        ws="none",
        access_log=False,
        log_config=None,
        server_header=False,
        headers=[("x-version", settings.version)] if settings.version else [],
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    _DrainingServer(config, app, settings.drain_seconds).run()


class _DrainingServer(uvicorn.Server):
    """A server that stops being ready for a while before it stops accepting."""

    def __init__(self, config: uvicorn.Config, app: Starlette, drain_seconds: float) -> None:
        super().__init__(config)
        self._app = app
        self._drain_seconds = drain_seconds

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self._app.state.health.draining or self._drain_seconds <= 0:
            super().handle_exit(sig, frame)
            return
        self._app.state.health.draining = True
        loop = asyncio.get_running_loop()
        loop.call_later(self._drain_seconds, super().handle_exit, sig, frame)


def _new_loop(main: Awaitable[None]) -> None:
    async def body() -> None:
        await main

    if sys.platform == "win32":
        asyncio.run(body())
        return
    import uvloop

    uvloop.run(body())
