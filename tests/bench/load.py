"""A bounded load: so many calls, so many at a time, on our own server, and then it ends."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import perf_counter

MAX_CALLS = 20_000
MAX_SECONDS = 120.0


@dataclass(slots=True)
class Result:
    """What a load gave: seconds per call, and the wall clock of the whole."""

    seconds: float = 0.0
    calls: list[float] = field(default_factory=list)
    failures: int = 0

    @property
    def per_second(self) -> float:
        return len(self.calls) / self.seconds if self.seconds else 0.0


async def run(call: Callable[[int], Awaitable[object]], *, calls: int, at_once: int) -> Result:
    """Make ``calls`` calls, ``at_once`` at a time; a call is given its number."""
    result, numbers = Result(), iter(range(min(calls, MAX_CALLS)))

    async def worker() -> None:
        for number in numbers:
            started = perf_counter()
            try:
                await call(number)
                result.calls.append(perf_counter() - started)
            except Exception:
                result.failures += 1

    started = perf_counter()
    async with asyncio.timeout(MAX_SECONDS):
        await asyncio.gather(*(worker() for _ in range(at_once)))
    result.seconds = perf_counter() - started
    return result
