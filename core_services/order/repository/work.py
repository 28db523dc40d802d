"""One transaction over all that the order service stores."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from contracts.clock import Clock
from contracts.errors import RequestInFlightError
from contracts.events import EventType
from core_services.chassis import idempotency, inbox, outbox
from core_services.chassis.database import transaction
from core_services.chassis.idempotency import Scope, Stored
from core_services.order.ports import D, Work
from core_services.order.repository.orders import PostgresOrders
from core_services.order.repository.redemptions import PostgresRedemptions
from core_services.order.repository.stock import PostgresStock

_CLAIM_WITH_ANSWER = """
INSERT INTO idempotency
    (principal_id, operation, key, fingerprint, resource_id, status, body, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT DO NOTHING RETURNING 1
"""

_TELL = """
INSERT INTO outbox (event_id, type, subject, payload, created_at)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::timestamptz[])
"""
_OUTBOX_COLUMNS = ("event_id", "type", "subject", "payload", "created_at")


class PostgresWork:
    """`ports.Work` on one connection."""

    def __init__(self, conn: AsyncConnection, clock: Clock) -> None:
        self._conn = conn
        self._clock = clock
        self._told: list[dict[str, Any]] = []
        self.orders = PostgresOrders(conn)
        self.stock = PostgresStock(conn)
        self.redemptions = PostgresRedemptions(conn)

    async def answered(self, scope: Scope) -> Stored | None:
        return await idempotency.find(self._conn, scope)

    async def claim(self, scope: Scope) -> Stored | None:
        return await idempotency.claim(self._conn, scope, self._clock)

    async def record(self, scope: Scope, status: int, body: bytes, resource_id: str) -> None:
        await idempotency.record(
            self._conn, scope, status=status, body=body, resource_id=resource_id
        )

    async def claim_with_answer(
        self, scope: Scope, status: int, body: bytes, resource_id: str
    ) -> Stored | None:
        values = (
            scope.principal_id,
            scope.operation,
            scope.key,
            scope.fingerprint,
            resource_id,
            status,
            body,
            self._clock.now(),
        )
        rows = await self._conn.exec_driver_sql(_CLAIM_WITH_ANSWER, values)
        if rows.first() is not None:
            return None
        stored = await idempotency.find(self._conn, scope)
        if stored is None:
            raise RequestInFlightError("The same request is being worked on.", retry_after=1)
        return stored

    async def first_time(self, consumer: str, event_id: str) -> bool:
        return await inbox.first_time(self._conn, consumer, event_id, self._clock)

    def tell(self, event_type: EventType[D], *, subject: str, version: int, data: D) -> None:
        self._told.append(
            outbox.new_row(
                event_type, subject=subject, version=version, data=data, clock=self._clock
            )
        )

    async def flush(self) -> None:
        """Write the events that were told."""
        if self._told:
            columns = tuple([row[name] for row in self._told] for name in _OUTBOX_COLUMNS)
            await self._conn.exec_driver_sql(_TELL, columns)


def for_reading(engine: AsyncEngine) -> AsyncEngine:
    """The same pool, each statement on its own: no round trips to begin and commit."""
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def open_look(reading: AsyncEngine, clock: Clock) -> AbstractAsyncContextManager[Work]:
    """A connection of an engine made by `for_reading`."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[Work]:
        async with transaction(reading) as conn:
            yield PostgresWork(conn, clock)

    return opened()


def open_work(engine: AsyncEngine, clock: Clock) -> AbstractAsyncContextManager[Work]:
    """A transaction, with its events written at its end."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[Work]:
        async with transaction(engine) as conn:
            work = PostgresWork(conn, clock)
            yield work
            await work.flush()

    return opened()
