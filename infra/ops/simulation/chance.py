"""Luck that repeats: streams of random numbers by seed and purpose, and ids made from them."""

from bisect import bisect
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from hashlib import blake2b
from itertools import accumulate
from math import log
from random import Random
from typing import Generic, TypeVar
from uuid import UUID

from contracts.ids import id_from_uuid

T = TypeVar("T")


def luck(seed: int, *purpose: object) -> Random:
    """A stream that nothing but its seed and purpose decides."""
    return Random("/".join(map(str, (seed, *purpose))))  # noqa: S311 - repeatable on purpose


@cache
def share_of(*names: object) -> float:
    """A number in [0, 1) that belongs to these names for ever."""
    digest = blake2b("/".join(map(str, names)).encode(), digest_size=7).digest()
    return int.from_bytes(digest) / 2**56


class Weighted(Generic[T]):
    """Things to draw from, each as often as its weight says."""

    def __init__(self, weights: Mapping[T, float] | Iterable[tuple[T, float]]) -> None:
        pairs = list(weights.items() if isinstance(weights, Mapping) else weights)
        self.items: Sequence[T] = [item for item, _ in pairs]
        self._sums = list(accumulate(weight for _, weight in pairs))

    def draw(self, rng: Random) -> T:
        place = bisect(self._sums, rng.random() * self._sums[-1])
        return self.items[min(place, len(self.items) - 1)]


def uuid7(at: datetime, rng: Random) -> UUID:
    """A UUIDv7 of this moment whose random part comes from the stream."""
    milliseconds = int(at.timestamp() * 1000)
    tail = (0x7 << 76) | (rng.getrandbits(12) << 64) | (0b10 << 62) | rng.getrandbits(62)
    return UUID(int=(milliseconds << 80) | tail)


def event_id(at: datetime, rng: Random) -> str:
    return str(uuid7(at, rng))


def prefixed_id(prefix: str, at: datetime, rng: Random) -> str:
    """An id in the form of ``contracts.ids``, such as ``ord_01jd8m3k5pf2v9r4c8w1q6t7hz``."""
    return id_from_uuid(prefix, uuid7(at, rng))


def random_id(rng: Random) -> str:
    """What a page makes up for a visitor or a session: 128 bits that say nothing."""
    return f"{rng.getrandbits(128):032x}"


def poisson(rng: Random, mean: float) -> int:
    """A count of independent things that happen ``mean`` times on average."""
    count, waited = 0, rng.expovariate(1.0)
    while waited < mean:
        count += 1
        waited += rng.expovariate(1.0)
    return count


def geometric(rng: Random, go_on: float, most: int) -> int:
    """From 1: how often something is done when each time is followed by another so likely."""
    if go_on <= 0:
        return 1
    return min(most, 1 + int(log(1 - rng.random()) / log(go_on)))


def between(rng: Random, low: timedelta, high: timedelta) -> timedelta:
    return low + (high - low) * rng.random()
