"""The composition root: settings in, dependencies out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass

from contracts.clock import Clock
from contracts.sessions import issue_service_token
from core_services.chassis.cache import connect
from core_services.chassis.http_client import ServiceClient
from core_services.search.clients import Catalog
from core_services.search.engine import Engine
from core_services.search.handlers import Searcher
from core_services.search.popular import PopularQueries
from core_services.search.reference import Reference, keep_fresh
from core_services.search.repository import ProductIndex
from core_services.search.settings import Settings

_CATALOG_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Connections:
    """What both the API and the worker talk to."""

    index: ProductIndex
    catalog: Catalog


@asynccontextmanager
async def open_connections(settings: Settings, clock: Clock) -> AsyncIterator[Connections]:
    """The engine and the catalog, closed at the end."""
    engine = Engine(
        settings.opensearch_url,
        region=settings.aws_region,
        auth=settings.opensearch_auth,
        timeout=settings.opensearch_timeout_seconds,
    )
    neighbour = ServiceClient(
        settings.catalog_url,
        name="catalog",
        service_token=lambda: issue_service_token(
            settings.service_token_secret, "search", clock.now()
        ),
        timeout=_CATALOG_SECONDS,
    )
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(engine)
        await stack.enter_async_context(neighbour)
        index = ProductIndex(
            engine,
            settings.index_prefix,
            shards=settings.index_shards,
            replicas=settings.index_replicas,
        )
        yield Connections(index, Catalog(neighbour))


@asynccontextmanager
async def open_deps(settings: Settings, clock: Clock) -> AsyncIterator[Searcher]:
    """The API's dependencies, with synonyms and names kept fresh in the background."""
    redis = connect(settings.redis_url)
    async with open_connections(settings, clock) as connections:
        reference = Reference(connections.index)
        popular = PopularQueries(redis, clock)
        stop = asyncio.Event()  # opensearch-py swallows a cancellation that meets its first call
        refreshing = asyncio.create_task(keep_fresh(reference, popular, stop))
        try:
            yield Searcher(connections.index, connections.catalog, reference, popular)
        finally:
            stop.set()
            refreshing.cancel()
            with suppress(asyncio.CancelledError):
                await refreshing
            await redis.aclose()
