"""Who changed what, and when."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection


class AuditEntry(msgspec.Struct, frozen=True, kw_only=True):
    """``changes`` holds the value before and after of each field that differs."""

    id: int
    at: datetime
    actor: str
    action: str
    entity: str
    entity_id: str
    changes: dict[str, tuple[Any, Any]]


class NewEntry(msgspec.Struct, frozen=True, kw_only=True):
    action: str
    entity: str
    entity_id: str
    changes: dict[str, tuple[Any, Any]] = {}


_INSERT = sa.text(
    """
    INSERT INTO audit (at, actor, action, entity, entity_id, changes)
    SELECT :at, :actor, r.* FROM jsonb_to_recordset(CAST(:rows AS jsonb))
        AS r(action text, entity text, entity_id text, changes jsonb)
    """
)
_PAGE = sa.text(
    """
    SELECT id, at, actor, action, entity, entity_id, changes::text FROM audit
    WHERE (CAST(:entity AS text) IS NULL OR entity = :entity)
        AND (CAST(:entity_id AS text) IS NULL OR entity_id = :entity_id)
        AND (CAST(:before AS bigint) IS NULL OR id < :before)
    ORDER BY id DESC LIMIT :limit
    """
)


def differences(before: object, after: object) -> dict[str, tuple[Any, Any]]:
    """The fields of two structs that differ, as before and after; either may be ``None``."""
    old: dict[str, Any] = {} if before is None else msgspec.to_builtins(before)
    new: dict[str, Any] = {} if after is None else msgspec.to_builtins(after)
    return {
        name: (old.get(name), new.get(name))
        for name in {**old, **new}
        if old.get(name) != new.get(name)
    }


async def record_changes(
    conn: AsyncConnection, entries: Sequence[NewEntry], *, actor: str, at: datetime
) -> None:
    if entries:
        rows = msgspec.json.encode(entries).decode()
        await conn.execute(_INSERT, {"at": at, "actor": actor, "rows": rows})


async def page_of_entries(
    conn: AsyncConnection,
    *,
    entity: str | None,
    entity_id: str | None,
    before: int | None,
    limit: int,
) -> list[AuditEntry]:
    """Newest first."""
    parameters = {"entity": entity, "entity_id": entity_id, "before": before, "limit": limit}
    rows = await conn.execute(_PAGE, parameters)
    return [
        AuditEntry(**{**row._mapping, "changes": msgspec.json.decode(row.changes)}) for row in rows
    ]
