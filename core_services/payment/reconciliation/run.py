"""One reconciliation in progress, and what is common to its parts."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from core_services.payment.deps import Deps
from core_services.payment.ports import Difference, RunCounts

GRACE = timedelta(seconds=45)
BATCH = 100

T = TypeVar("T")


@dataclass(slots=True)
class Run:
    """One reconciliation in progress: what it found, and which earlier findings it saw gone."""

    deps: Deps
    since: datetime
    known: set[tuple[str, str]]
    explained: set[Difference]
    counts: RunCounts = field(default_factory=RunCounts)
    found: dict[tuple[str, str], Difference] = field(default_factory=dict)
    gone: set[tuple[str, str]] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)

    def check(self, agrees: bool, difference: Difference) -> None:
        """Note a comparison: a difference where it does not agree, the end of one where it does."""
        key = (difference.kind, difference.reference)
        if not agrees and difference not in self.explained:
            self.found[key] = difference
        elif key in self.known:
            self.gone.add(key)


async def batches(items: AsyncIterator[T]) -> AsyncIterator[list[T]]:
    batch: list[T] = []
    async for item in items:
        batch.append(item)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
