"""Idempotency keys: a repeated request gets the first answer, byte for byte.

The key, a fingerprint of the request and the answer live in the transaction of the effect, so there
is no moment in which one exists without the other. A twin that arrives while the first is being
worked on waits on the unique index and then finds the answer. A request that is refused before its
effect rolls back and stores nothing: the key may be used again.
Source: IETF draft-ietf-httpapi-idempotency-key-header-06.
"""

import hashlib
from datetime import timedelta

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.clock import Clock
from contracts.errors import IdempotencyMismatchError, RequestInFlightError
from core_services.chassis.operations import Reply
from core_services.chassis.tables import IDEMPOTENCY

TABLE = IDEMPOTENCY
RETENTION = timedelta(days=30)


# Plain SQL: this runs before every keyed request, and building it anew would be half of its cost.
_FIND = """
SELECT fingerprint, status, body, resource_id FROM idempotency
WHERE principal_id = $1 AND operation = $2 AND key = $3
"""


class Scope(msgspec.Struct, frozen=True):
    """One caller's one request: another caller's same key is another scope."""

    principal_id: str
    operation: str
    key: str
    fingerprint: bytes


class Stored(msgspec.Struct, frozen=True):
    """What is kept of an earlier request. ``status`` is None while it has no answer yet."""

    status: int | None
    body: bytes
    resource_id: str | None


def fingerprint(operation: str, body: bytes) -> bytes:
    """A digest of the request, to tell a retry from another request under the same key."""
    return hashlib.sha256(operation.encode() + b"\0" + body).digest()


async def find(conn: AsyncConnection, scope: Scope) -> Stored | None:
    """The earlier request of this scope, if there was one.

    Raises:
        IdempotencyMismatchError: when it was a different request.
    """
    values = (scope.principal_id, scope.operation, scope.key)
    row = (await conn.exec_driver_sql(_FIND, values)).first()
    if row is None:
        return None
    if bytes(row.fingerprint) != scope.fingerprint:
        raise IdempotencyMismatchError("Use a fresh key for another request.")
    return Stored(row.status, bytes(row.body or b""), row.resource_id)


async def claim(conn: AsyncConnection, scope: Scope, clock: Clock) -> Stored | None:
    """Take the key in the effect's transaction; None means that we are the first.

    Raises:
        IdempotencyMismatchError: when the key was used for a different request.
        RequestInFlightError: when the first request vanished between our two looks; try again.
    """
    statement = (
        insert(IDEMPOTENCY)
        .values(
            principal_id=scope.principal_id,
            operation=scope.operation,
            key=scope.key,
            fingerprint=scope.fingerprint,
            created_at=clock.now(),
        )
        .on_conflict_do_nothing()
        .returning(sa.literal(1))
    )
    if (await conn.execute(statement)).first() is not None:
        return None
    stored = await find(conn, scope)
    if stored is None:
        raise RequestInFlightError("The same request is being worked on.", retry_after=1)
    return stored


async def record(
    conn: AsyncConnection, scope: Scope, *, status: int, body: bytes, resource_id: str | None
) -> None:
    """Keep the answer with its effect."""
    await conn.execute(
        sa.update(IDEMPOTENCY)
        .where(*_same(scope))
        .values(status=status, body=body, resource_id=resource_id)
    )


async def prune(conn: AsyncConnection, clock: Clock) -> int:
    """Forget keys older than `RETENTION`; returns how many."""
    result = await conn.execute(
        sa.delete(IDEMPOTENCY).where(IDEMPOTENCY.c.created_at < clock.now() - RETENTION)
    )
    return int(result.rowcount)


def replay(stored: Stored) -> Reply:
    """The first answer, marked as a repeat.

    Raises:
        RequestInFlightError: when the first request has no answer yet.
    """
    if stored.status is None:
        raise RequestInFlightError("The same request is being worked on.", retry_after=1)
    return Reply(stored.body, stored.status, {"Idempotent-Replayed": "true"})


def _same(scope: Scope) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        IDEMPOTENCY.c.principal_id == scope.principal_id,
        IDEMPOTENCY.c.operation == scope.operation,
        IDEMPOTENCY.c.key == scope.key,
    )
