"""Rebuilding the index from the catalog's export while the old one serves.

A rebuild is a record in the state index that moves ``requested`` → ``running`` → ``succeeded`` or
``failed``. Its owner holds a lease that every page renews; when a worker dies, another takes the
record over after the lease and goes on behind the last page. The record is replaced by compare and
swap only, so two workers cannot both own it.

Nothing that changes meanwhile is lost: changes are written to both indices from the moment the new
one exists, and the export is read after that moment.
"""

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta

from msgspec.structs import replace

from contracts.clock import Clock
from contracts.errors import DomainError
from contracts.ids import new_id
from core_services.search.clients import Catalog
from core_services.search.engine import EngineAwayError, EngineRefusedError
from core_services.search.index import MAPPING_VERSION
from core_services.search.repository import (
    BulkError,
    ProductIndex,
    StoredState,
    new_index_name,
)
from core_services.search.schemas import Rebuild

log = logging.getLogger(__name__)

PAGE_SIZE = 500
_LEASE = timedelta(seconds=60)
_RETRY_AFTER_FAILURE = timedelta(seconds=10)
_OUTSIDE_ERRORS = (EngineAwayError, EngineRefusedError, BulkError, DomainError)


class _LostLeaseError(Exception):
    """Another worker owns the rebuild now."""


async def request_rebuild(
    index: ProductIndex, clock: Clock, *, reason: str, requested_by: str
) -> Rebuild:
    """Ask for a rebuild; the one under way, if there is one."""
    current, state = await index.rebuild()
    if current is not None and current.state in ("requested", "running"):
        return current
    wanted = Rebuild(
        id=new_id("reb"),
        state="requested",
        reason=reason,
        requested_by=requested_by,
        requested_at=clock.now(),
    )
    if await index.save_rebuild(wanted, state):
        return wanted
    latest, _ = await index.rebuild()
    return latest or wanted


async def reason_to_rebuild(index: ProductIndex) -> str | None:
    """Why the index that is searched now will not do."""
    live = await index.index_behind(index.live)
    if live is None:
        return "there is no index"
    if await index.mapping_version(live) != MAPPING_VERSION:
        return "the mapping changed"
    if await index.count() == 0:
        return "the index is empty"
    return None


@dataclass(slots=True)
class Rebuilder:
    """One worker's side of rebuilding; ``owner`` names the worker in the record."""

    index: ProductIndex
    catalog: Catalog
    clock: Clock
    owner: str
    page_size: int = PAGE_SIZE

    async def look_after(self) -> None:
        """Request a rebuild if the index needs one, and carry out whatever is requested."""
        current, _ = await self.index.rebuild()
        if not _is_open(current) and self._may_try_again(current):
            reason = await reason_to_rebuild(self.index)
            if reason is not None and not (reason.endswith("empty") and await self._is_bare()):
                await request_rebuild(
                    self.index, self.clock, reason=reason, requested_by=self.owner
                )
        await self.run_requested()

    async def _is_bare(self) -> bool:
        """Whether the catalog has nothing to find, so that an empty index is right."""
        return not (await self.catalog.export(None, 1)).documents

    def _may_try_again(self, last: Rebuild | None) -> bool:
        if last is None or last.state != "failed" or last.finished_at is None:
            return True
        return self.clock.now() - last.finished_at >= _RETRY_AFTER_FAILURE

    async def run_requested(self) -> Rebuild | None:
        """Carry out the open rebuild, unless another worker holds its lease."""
        claimed = await self._claim()
        if claimed is None:
            return None
        try:
            return await self._run(claimed)
        except _LostLeaseError:
            log.warning("another worker took the rebuild over")
            return None
        except _OUTSIDE_ERRORS as error:
            await self._fail(claimed, error)
            return None

    async def _claim(self) -> Rebuild | None:
        current, state = await self.index.rebuild()
        now = self.clock.now()
        if current is None or not _is_open(current):
            return None
        if self._is_held_by_another(current):
            return None
        claimed = replace(
            current,
            state="running",
            owner=self.owner,
            lease_until=now + _LEASE,
            started_at=current.started_at or now,
        )
        return claimed if await self.index.save_rebuild(claimed, state) else None

    def _is_held_by_another(self, current: Rebuild) -> bool:
        if current.state != "running" or current.owner == self.owner:
            return False
        return current.lease_until is not None and current.lease_until > self.clock.now()

    async def _run(self, rebuild: Rebuild) -> Rebuild:
        rebuild, name = await self._with_index(rebuild)
        while True:
            page = await self.catalog.export(rebuild.after, self.page_size)
            await self.index.write([self.index.next], page.documents)
            rebuild = replace(
                rebuild, after=page.next, indexed=rebuild.indexed + len(page.documents)
            )
            if page.next is None:
                break
            rebuild = await self._save(rebuild)
            await asyncio.sleep(0)
        await self._save(rebuild)
        await self.index.swap(name)
        done = await self._save(
            replace(rebuild, state="succeeded", finished_at=self.clock.now(), lease_until=None)
        )
        log.info("index rebuilt", extra={"fields": {"index": done.index, "products": done.indexed}})
        return done

    async def _with_index(self, rebuild: Rebuild) -> tuple[Rebuild, str]:
        """Go on in the index that the dead owner filled, or begin a new one."""
        filled = await self.index.index_behind(self.index.next)
        if filled is not None and filled == rebuild.index and MAPPING_VERSION in filled:
            return rebuild, filled
        name = new_index_name(self.index.live, new_id("ix").removeprefix("ix_"))
        await self.index.create_next(name)
        return await self._save(replace(rebuild, index=name, after=None, indexed=0)), name

    async def _save(self, rebuild: Rebuild) -> Rebuild:
        """Record progress and renew the lease.

        Raises:
            _LostLeaseError: when somebody else owns the rebuild by now.
        """
        current, state = await self.index.rebuild()
        if current is None or current.id != rebuild.id or current.owner != self.owner:
            raise _LostLeaseError
        if rebuild.state == "running":
            rebuild = replace(rebuild, lease_until=self.clock.now() + _LEASE)
        if not await self.index.save_rebuild(rebuild, state):
            raise _LostLeaseError
        return rebuild

    async def _fail(self, rebuild: Rebuild, error: Exception) -> None:
        log.warning("the rebuild failed", exc_info=error)
        try:
            current, state = await self.index.rebuild()
            if current is not None and current.id == rebuild.id and current.owner == self.owner:
                await self._record_failure(current, state, error)
        except (EngineAwayError, EngineRefusedError) as second:
            log.warning("the failure could not be recorded", exc_info=second)

    async def _record_failure(
        self, current: Rebuild, state: StoredState | None, error: Exception
    ) -> None:
        failed = replace(
            current,
            state="failed",
            finished_at=self.clock.now(),
            lease_until=None,
            error=str(error)[:500] or type(error).__name__,
        )
        await self.index.save_rebuild(failed, state)
        await self.index.drop_next()


def _is_open(rebuild: Rebuild | None) -> bool:
    return rebuild is not None and rebuild.state in ("requested", "running")
