"""The composition root: settings in, everything that a process works with out."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.clock import Clock
from core_services.catalog.media.bucket import MediaBucket
from core_services.catalog.pages import Pages
from core_services.catalog.pricing_tables import PricingTablesCache
from core_services.catalog.settings import Settings
from core_services.chassis import aws
from core_services.chassis.cache import RedisCache, connect
from core_services.chassis.database import check, create_engine
from core_services.chassis.health import Check


@dataclass(frozen=True, slots=True)
class Deps:
    """What handlers are given. ``reader`` runs single statements without a transaction's cost."""

    engine: AsyncEngine
    reader: AsyncEngine
    cache: RedisCache
    pages: Pages
    tables: PricingTablesCache
    default_currency: str
    media: MediaBucket | None
    checks: Mapping[str, Check]


@asynccontextmanager
async def open_deps(settings: Settings, clock: Clock) -> AsyncIterator[Deps]:
    """Connections for the life of a process. Redis is no readiness check: we answer without it."""
    engine = create_engine(settings.database_url, pool_size=settings.database_pool_size)
    reader = engine.execution_options(isolation_level="AUTOCOMMIT")
    redis = connect(settings.redis_url)
    cache = RedisCache(redis, prefix="catalog:")
    tables = PricingTablesCache(engine)
    pages = Pages(
        reader,
        cache,
        tables,
        clock,
        default_currency=settings.default_currency,
        ttl_seconds=settings.page_ttl_seconds,
    )

    async def database_answers() -> None:
        await check(engine)

    try:
        yield Deps(
            engine=engine,
            reader=reader,
            cache=cache,
            pages=pages,
            tables=tables,
            default_currency=settings.default_currency,
            media=_media(settings),
            checks={"database": database_answers},
        )
    finally:
        await redis.aclose()
        await engine.dispose()


def _media(settings: Settings) -> MediaBucket | None:
    if not settings.media_bucket:
        return None
    return MediaBucket(aws.client("s3", settings), settings.media_bucket)
