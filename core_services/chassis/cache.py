"""A read cache in Redis that may vanish at any moment: answers stay the same, only slower.

Single flight: of many callers that want the same key in this process one looks it up, loads it if
it is not there, and the rest wait. Who began before that was over never asks again. A key that was
just invalidated is not written for a moment, so that a load which began before the change cannot
bring the old value back.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from core_services.chassis.degradation import Mode

log = logging.getLogger(__name__)

_TIMEOUT_SECONDS = 0.1
_DOWN_SECONDS = 1.0
_FENCE_SECONDS = 3
_MAX_LOADS = 16

_SET_UNLESS_FENCED = """
if redis.call('EXISTS', KEYS[2]) == 1 then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
return 1
"""


def connect(url: str) -> Redis:
    """A Redis client that gives up quickly: waiting for a cache is worse than not having one.

    With all connections taken it waits for one just as long: a burst is no reason to do without.
    """
    pool = BlockingConnectionPool.from_url(
        url,
        socket_timeout=_TIMEOUT_SECONDS,
        socket_connect_timeout=_TIMEOUT_SECONDS,
        retry=Retry(NoBackoff(), 0),
        max_connections=50,
        timeout=_TIMEOUT_SECONDS,
    )
    return Redis.from_pool(pool)


class RedisCache:
    """Bytes by key, loaded at most once at a time."""

    def __init__(self, redis: Redis, *, prefix: str) -> None:
        self._redis = redis
        self._prefix = prefix
        self._flights: dict[str, asyncio.Future[bytes]] = {}
        self._loads = asyncio.Semaphore(_MAX_LOADS)
        self._set = redis.register_script(_SET_UNLESS_FENCED)
        self._down_until = 0.0
        self._mode = Mode("cache")

    async def get_or_load(
        self, key: str, ttl_seconds: int, load: Callable[[], Awaitable[bytes]]
    ) -> bytes:
        """The cached bytes, or what ``load`` gives, which is then cached for ``ttl_seconds``."""
        flight = self._flights.get(key)
        if flight is None:
            flight = asyncio.ensure_future(self._find(key, ttl_seconds, load))
            self._flights[key] = flight
            flight.add_done_callback(lambda landed: self._land(key, landed))
        return await asyncio.shield(flight)

    async def delete(self, keys: Iterable[str]) -> None:
        """Forget keys, and keep loads that are under way from writing them back."""
        keys = list(keys)
        for key in keys:
            self._flights.pop(key, None)  # it may carry the old value; nobody else joins it
        names = [self._prefix + key for key in keys]
        if not names or self._is_down():
            return
        try:
            async with self._redis.pipeline(transaction=False) as pipeline:
                for name in names:
                    pipeline.set(f"{name}:fence", b"1", ex=_FENCE_SECONDS)
                pipeline.delete(*names)
                await pipeline.execute()
        except (RedisError, OSError, TimeoutError) as error:
            self._mark_down(error)

    def _land(self, key: str, landed: "asyncio.Future[bytes]") -> None:
        if self._flights.get(key) is landed:
            del self._flights[key]

    async def _find(
        self, key: str, ttl_seconds: int, load: Callable[[], Awaitable[bytes]]
    ) -> bytes:
        cached = await self._get(key)
        return await self._load(key, ttl_seconds, load) if cached is None else cached

    async def _load(
        self, key: str, ttl_seconds: int, load: Callable[[], Awaitable[bytes]]
    ) -> bytes:
        async with self._loads:
            value = await load()
        if not self._is_down():
            name = self._prefix + key
            try:
                await self._set(keys=[name, f"{name}:fence"], args=[value, ttl_seconds])
            except (RedisError, OSError, TimeoutError) as error:
                self._mark_down(error)
        return value

    async def _get(self, key: str) -> bytes | None:
        if self._is_down():
            return None
        try:
            value = await self._redis.get(self._prefix + key)
        except (RedisError, OSError, TimeoutError) as error:
            self._mark_down(error)
            return None
        self._mode.succeeded()
        return value if isinstance(value, bytes) else None

    def _is_down(self) -> bool:
        return time.monotonic() < self._down_until

    def _mark_down(self, error: Exception) -> None:
        self._down_until = time.monotonic() + _DOWN_SECONDS
        self._mode.failed()
        log.warning("the cache is gone; answering without it", exc_info=error)
