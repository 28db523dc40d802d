"""Rate limits per caller, counted in Redis so that every pod counts together.

Without Redis each process counts for itself: a caller may then get as many times the limit as there
are processes, but never no limit, and never an error.
"""

import logging
from functools import cache

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import FixedWindowRateLimiter
from redis.asyncio import ConnectionPool
from redis.exceptions import RedisError

from contracts.errors import RateLimitedError
from core_services.chassis.degradation import Mode

log = logging.getLogger(__name__)

_parse = cache(parse)


class RateLimiter:
    """Counts calls by operation and caller."""

    def __init__(self, redis_url: str) -> None:
        self._local = FixedWindowRateLimiter(MemoryStorage())
        self._shared: FixedWindowRateLimiter | None = None
        self._pool: ConnectionPool | None = None
        self._mode = Mode("rate-limits")
        if redis_url:
            self._pool = ConnectionPool.from_url(
                redis_url, socket_timeout=0.1, socket_connect_timeout=0.1
            )
            storage = RedisStorage(
                f"async+{redis_url}",
                implementation="redispy",
                connection_pool=self._pool,  # type: ignore[arg-type] # it is taken, and undeclared
            )
            self._shared = FixedWindowRateLimiter(storage)

    async def aclose(self) -> None:
        """Hang up."""
        if self._pool is not None:
            await self._pool.aclose()

    async def hit(self, limit: str, operation: str, caller: str) -> None:
        """Count one call against a limit such as ``"10/minute"``.

        Raises:
            RateLimitedError: when the caller has used the limit up.
        """
        item = _parse(limit)
        if not await self._admits(item, operation, caller):
            raise RateLimitedError(
                f"No more than {limit.replace('/', ' per ')}; wait a little.",
                retry_after=item.get_expiry(),
            )

    async def _admits(self, item: RateLimitItem, operation: str, caller: str) -> bool:
        if self._shared is not None:
            try:
                admits = await self._shared.hit(item, operation, caller)
                self._mode.succeeded()
                return admits
            except (RedisError, OSError, TimeoutError) as error:
                self._mode.failed()
                log.warning("rate limits are counted per process", exc_info=error)
        return await self._local.hit(item, operation, caller)
