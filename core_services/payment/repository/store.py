"""`Store`: opens transactions."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.clock import Clock
from core_services.chassis.database import transaction
from core_services.payment.repository.reports import PostgresReports


class PostgresStore:
    """Opens transactions."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator["PostgresReports"]:
        """Committed at the end, rolled back by any exception."""
        async with transaction(self._engine) as conn:
            yield PostgresReports(conn, self._clock)
