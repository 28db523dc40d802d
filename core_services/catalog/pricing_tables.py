"""The pricing tables of this process: loaded when the version moves, read by every quote."""

import asyncio

from sqlalchemy.ext.asyncio import AsyncEngine

from core_services.catalog.repository.pricing import Snapshot, load_snapshot
from core_services.chassis.database import transaction


class PricingTablesCache:
    """Holds one snapshot. A quote reads the version together with its SKUs, so it is never old."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine.execution_options(isolation_level="REPEATABLE READ")
        self._snapshot: Snapshot | None = None
        self._loading = asyncio.Lock()

    async def at(self, version: int) -> Snapshot:
        """The tables at this version or a later one."""
        snapshot = self._snapshot
        if snapshot is not None and snapshot.tables.version >= version:
            return snapshot
        async with self._loading:
            if self._snapshot is None or self._snapshot.tables.version < version:
                async with transaction(self._engine) as conn:
                    self._snapshot = await load_snapshot(conn)
            return self._snapshot
