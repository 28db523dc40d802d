"""Cursor-paged lists, newest first."""

from collections.abc import Iterator

import msgspec

from infra.local.provider.book import Json
from infra.local.provider.errors import MissingObjectError
from infra.local.provider.parameters import Parameters
from infra.local.provider.rendering import list_of
from infra.local.provider.work import Work

_BOUNDS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def list_objects(
    work: Work, kind: str, given: Parameters, url: str, fields: tuple[str, ...] = ()
) -> Json:
    """`fields` are the kind's own filters: query parameters named like the document's fields."""
    limit = given.integer("limit", least=1, most=100) or 10
    conditions: list[str] = ["kind = ?"]
    values: list[str | int] = [kind]
    for condition, value in _conditions(given, fields):
        conditions.append(condition)
        values.append(value)
    cursor, backward = _cursor(work, kind, given)
    given.finish()
    if cursor is not None:
        conditions.append("seq > ?" if backward else "seq < ?")
        values.append(cursor)
    order = "ASC" if backward else "DESC"
    query = (
        f"SELECT body FROM objects WHERE {' AND '.join(conditions)} ORDER BY seq {order} LIMIT ?"
    )
    bodies = [row["body"] for row in work.book.rows(query, [*values, limit + 1])]
    items = [msgspec.json.decode(body) for body in bodies[:limit]]
    return list_of(items[::-1] if backward else items, url, has_more=len(bodies) > limit)


def _conditions(given: Parameters, fields: tuple[str, ...]) -> Iterator[tuple[str, str | int]]:
    for field in fields:
        value = given.text(field)
        if value is not None:
            yield f"json_extract(body, '$.{field}') = ?", value
    yield from _created(given)


def _created(given: Parameters) -> list[tuple[str, int]]:
    if not given.has("created"):
        return []
    if not given.is_group("created"):
        return [("created = ?", given.required_integer("created", least=0))]
    bounds = given.group("created")
    found = [(sign, bounds.integer(name, least=0)) for name, sign in _BOUNDS.items()]
    return [(f"created {sign} ?", value) for sign, value in found if value is not None]


def _cursor(work: Work, kind: str, given: Parameters) -> tuple[int | None, bool]:
    after, before = given.text("starting_after"), given.text("ending_before")
    id = after or before
    if id is None:
        return None, False
    row = work.book.row("SELECT seq FROM objects WHERE id = ? AND kind = ?", (id, kind))
    if row is None:
        raise MissingObjectError(kind, id, param="starting_after" if after else "ending_before")
    return int(row["seq"]), after is None
