"""The published schema of every event: written once, compared for ever after.

``python -m contracts.events.snapshots`` adds the snapshot of a new event, extends one that only
grew, and refuses a change that old consumers could not read.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from contracts.events.envelope import EventType
from contracts.events.registry import EVENT_TYPES

SCHEMAS = Path(__file__).resolve().parents[1] / "schemas"


def schema_of(event_type: EventType[Any]) -> dict[str, Any]:
    """The JSON Schema of an event's payload, with nothing referenced from outside it."""
    (schema,), components = msgspec.json.schema_components(
        [event_type.data], ref_template="#/$defs/{name}"
    )
    schema = {"$id": event_type.name, **schema, "$defs": components}
    document: dict[str, Any] = json.loads(json.dumps(schema))  # tuples become arrays
    return document


def incompatibilities(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """What of ``new`` a consumer that knows ``old`` could stumble over; empty for a safe change."""
    return list(_compare(old, new, old, new, ""))


def _compare(
    old: dict[str, Any], new: dict[str, Any], old_root: Any, new_root: Any, path: str
) -> Iterator[str]:
    old, new = _resolve(old, old_root), _resolve(new, new_root)
    if _kind(old) != _kind(new):
        yield f"{path or '/'} changed its type"
        return
    if "items" in old and isinstance(old["items"], dict):
        yield from _compare(old["items"], new["items"], old_root, new_root, f"{path}[]")
    before, after = old.get("properties", {}), new.get("properties", {})
    for name in before:
        if name not in after:
            yield f"{path}/{name} was removed"
        else:
            yield from _compare(before[name], after[name], old_root, new_root, f"{path}/{name}")
    for name in sorted(set(new.get("required", ())) - set(before)):
        yield f"{path}/{name} is newly required"
    for name in sorted(set(old.get("required", ())) - set(new.get("required", ()))):
        if name in after:
            yield f"{path}/{name} is no longer always there"


def _resolve(schema: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref")
    if reference is None:
        return schema
    resolved: dict[str, Any] = root["$defs"][reference.rsplit("/", 1)[-1]]
    return resolved


def _kind(schema: dict[str, Any]) -> Any:
    return schema.get("type"), schema.get("anyOf"), schema.get("enum"), schema.get("format")


def write() -> int:
    """Bring the snapshots up to date; returns the number of refused changes."""
    refused = 0
    for name, event_type in EVENT_TYPES.items():
        path, schema = SCHEMAS / f"{name}.json", schema_of(event_type)
        if path.exists():
            problems = incompatibilities(json.loads(path.read_text()), schema)
            if problems:
                refused += 1
                sys.stderr.write(f"{name}: {'; '.join(problems)}\nhint: make it a new version\n")
                continue
        path.write_text(json.dumps(schema, indent=2, sort_keys=True) + "\n")
    return refused


if __name__ == "__main__":
    sys.exit(min(write(), 1))
