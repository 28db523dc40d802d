"""``python -m infra.local.edge``: serves until SIGTERM."""

import asyncio
import contextlib

import uvicorn

from infra.local.edge.app import create_app
from infra.local.edge.settings import read_settings
from infra.local.edge.slow_clients import ImpatientProtocol

GRACE_SECONDS = 10


def main() -> None:
    settings = read_settings()
    config = uvicorn.Config(
        create_app(settings),
        host="127.0.0.1",
        port=settings.port,
        http=ImpatientProtocol,
        loop="uvloop",
        ws="none",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=1024,
        limit_concurrency=1000,
        timeout_keep_alive=65,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    with contextlib.suppress(KeyboardInterrupt, asyncio.CancelledError):
        uvicorn.Server(config).run()


if __name__ == "__main__":
    main()
