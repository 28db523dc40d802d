"""What shoppers search for, counted in Redis by week and offered as suggestions.

A query is offered only when enough different callers made it and it found something, so that one
visitor cannot put words into the shop's mouth. Redis being away costs suggestions, nothing else.
"""

import logging
from collections import Counter
from datetime import datetime
from typing import cast

from redis.asyncio import Redis
from redis.exceptions import RedisError

from contracts.clock import Clock

log = logging.getLogger(__name__)

_FEWEST_CALLERS = 3
_OFFERED = 2_000
_LONGEST = 60
_MOST_PENDING = 5_000
_KEEP_SECONDS = 15 * 24 * 3600
_CALLER_SECONDS = 24 * 3600


class PopularQueries:
    """Counts in memory, writes and reads in the background: a search never waits for it."""

    def __init__(self, redis: Redis, clock: Clock) -> None:
        self._redis = redis
        self._clock = clock
        self._pending: set[tuple[str, str]] = set()
        self._popular: tuple[str, ...] = ()

    def note(self, text: str, caller: str) -> None:
        """Somebody searched for this and something was found."""
        if text and caller and len(text) <= _LONGEST and len(self._pending) < _MOST_PENDING:
            self._pending.add((text, caller))

    def starting_with(self, prefix: str, limit: int) -> list[str]:
        """The most popular queries that begin so, most popular first."""
        matching = (text for text in self._popular if text.startswith(prefix) and text != prefix)
        return [text for text, _ in zip(matching, range(limit), strict=False)]

    async def synchronise(self) -> None:
        """Write what was noted and read what is popular this week."""
        try:
            await self._flush()
            self._popular = await self._read()
        except RedisError as error:
            log.info("popular queries are not available", exc_info=error)

    async def _flush(self) -> None:
        pending, self._pending = self._pending, set()
        week = _week(self._clock.now())
        async with self._redis.pipeline(transaction=False) as firsts:
            for text, caller in pending:
                firsts.set(f"search:asked:{caller}:{text}", 1, ex=_CALLER_SECONDS, nx=True)
            fresh = await firsts.execute()
        counts = Counter(text for (text, _), first in zip(pending, fresh, strict=True) if first)
        if counts:
            async with self._redis.pipeline(transaction=False) as increments:
                for text, count in counts.items():
                    increments.zincrby(f"search:popular:{week}", count, text)
                increments.expire(f"search:popular:{week}", _KEEP_SECONDS)
                await increments.execute()

    async def _read(self) -> tuple[str, ...]:
        week = _week(self._clock.now())
        rows = await self._redis.zrevrange(
            f"search:popular:{week}", 0, _OFFERED - 1, withscores=True
        )
        popular = cast("list[tuple[bytes, float]]", rows)
        return tuple(text.decode() for text, count in popular if count >= _FEWEST_CALLERS)


def _week(now: datetime) -> str:
    year, week, _ = now.isocalendar()
    return f"{year}-{week:02}"
