"""The indexer: applies the catalog's changes, and rebuilds the index when asked or needed."""

import os
import socket

from contracts.clock import SystemClock
from contracts.errors import UnavailableError
from core_services.chassis import aws
from core_services.chassis.sqs import Consumer
from core_services.chassis.worker import every, run_components
from core_services.search.bootstrap import Connections, open_connections
from core_services.search.rebuild import Rebuilder
from core_services.search.settings import Settings
from core_services.search.subscriptions import subscriptions

_LOOK_AFTER_SECONDS = 2.0
_RECEIVE_MARGIN_SECONDS = 10.0


async def run_worker(settings: Settings) -> None:
    """Run until told to stop. Ready once there is an index to search."""
    clock = SystemClock()
    async with open_connections(settings, clock) as connections:
        owner = f"{socket.gethostname()}:{os.getpid()}"
        rebuilder = Rebuilder(connections.index, connections.catalog, clock, owner)
        await run_components(
            _consumer(settings, connections).run,
            every(_LOOK_AFTER_SECONDS, rebuilder.look_after),
            settings=settings,
            checks={"index": lambda: _has_index(connections)},
        )


def _consumer(settings: Settings, connections: Connections) -> Consumer:
    wait = settings.queue_wait_seconds
    sqs = aws.client("sqs", settings, read_timeout=wait + _RECEIVE_MARGIN_SECONDS)
    handlers = subscriptions(connections.index, connections.catalog)
    return Consumer(
        sqs,
        settings.catalog_events_queue_url,
        handlers,
        wait_seconds=wait,
        max_receive_count=settings.queue_max_receive_count,
    )


async def _has_index(connections: Connections) -> None:
    if await connections.index.index_behind(connections.index.live) is None:
        raise UnavailableError("The index has not been built yet.")
