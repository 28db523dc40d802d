"""The cache saves work, never changes an answer, and may be gone."""

import asyncio
from typing import Any

import pytest

from contracts.ids import new_event_id
from core_services.chassis.cache import RedisCache, connect
from core_services.chassis.degradation import modes
from infra.local.engines import Engines


class Source:
    """Where the truth is; counts how often it is asked."""

    def __init__(self, value: bytes = b"v1") -> None:
        self.value = value
        self.loads = 0
        self.gate: asyncio.Event | None = None

    async def load(self) -> bytes:
        self.loads += 1
        value = self.value
        if self.gate:
            await self.gate.wait()
        return value


@pytest.fixture
async def cache(engines: Engines):  # type: ignore[no-untyped-def]
    redis = connect(engines.redis_url)
    yield RedisCache(redis, prefix=f"{new_event_id()}:")
    await redis.aclose()


async def test_a_second_read_is_served_from_the_cache(cache: RedisCache) -> None:
    source = Source()

    assert await cache.get_or_load("k", 60, source.load) == b"v1"
    assert await cache.get_or_load("k", 60, source.load) == b"v1"
    assert source.loads == 1


async def test_a_hundred_readers_of_a_cold_key_load_it_once(cache: RedisCache) -> None:
    source = Source()
    source.gate = asyncio.Event()
    readers = [asyncio.create_task(cache.get_or_load("k", 60, source.load)) for _ in range(100)]
    await asyncio.sleep(0.1)
    source.gate.set()

    assert set(await asyncio.gather(*readers)) == {b"v1"}
    assert source.loads == 1


async def test_a_load_that_began_before_a_change_does_not_bring_the_old_value_back(
    cache: RedisCache,
) -> None:
    source = Source()
    source.gate = asyncio.Event()
    slow = asyncio.create_task(cache.get_or_load("k", 60, source.load))
    await asyncio.sleep(0.05)
    source.value = b"v2"
    await cache.delete(["k"])
    source.gate.set()
    await slow

    assert await cache.get_or_load("k", 60, source.load) == b"v2"


async def test_without_redis_the_answers_are_the_same() -> None:
    redis = connect("redis://127.0.0.1:1/0")
    cache, source = RedisCache(redis, prefix="x:"), Source()

    assert await cache.get_or_load("k", 60, source.load) == b"v1"
    source.value = b"v2"
    await cache.delete(["k"])
    assert await cache.get_or_load("k", 60, source.load) == b"v2"
    assert "cache" in modes()
    await redis.aclose()


async def test_a_failed_load_is_not_remembered(cache: RedisCache) -> None:
    async def fail() -> bytes:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await cache.get_or_load("k", 60, fail)

    assert await cache.get_or_load("k", 60, Source().load) == b"v1"


async def test_a_reader_waits_for_a_connection_when_all_are_taken(engines: Engines) -> None:
    redis = connect(engines.redis_url)
    cache, source = RedisCache(redis, prefix=f"{new_event_id()}:"), Source()
    await cache.get_or_load("k", 60, source.load)
    pool: Any = redis.connection_pool
    taken = [await pool.get_connection() for _ in range(pool.max_connections)]
    reader = asyncio.create_task(cache.get_or_load("k", 60, source.load))
    await asyncio.sleep(0.01)
    for connection in taken:
        await pool.release(connection)

    assert await reader == b"v1"
    assert source.loads == 1
    await redis.aclose()


async def test_who_asks_after_a_change_does_not_wait_for_a_load_from_before(
    cache: RedisCache,
) -> None:
    source = Source()
    source.gate = asyncio.Event()
    early = asyncio.create_task(cache.get_or_load("k", 60, source.load))
    await asyncio.sleep(0.05)
    source.value = b"v2"
    await cache.delete(["k"])
    late = asyncio.create_task(cache.get_or_load("k", 60, source.load))
    await asyncio.sleep(0.05)
    source.gate.set()

    assert (await early, await late) == (b"v1", b"v2")
