"""Each event fits its snapshot, and a changed event stays readable to those who knew the old one.

``make schemas`` writes the snapshots of new events; a snapshot is never edited to make this pass.
"""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from contracts.events import EVENT_TYPES
from contracts.events.reference import PAGE, page
from contracts.events.snapshots import SCHEMAS, incompatibilities, schema_of

NAMES = sorted(EVENT_TYPES)


@pytest.mark.parametrize("name", NAMES)
def test_the_snapshot_is_the_schema(name: str) -> None:
    snapshot = json.loads((SCHEMAS / f"{name}.json").read_text())

    assert schema_of(EVENT_TYPES[name]) == snapshot


def test_no_event_was_withdrawn() -> None:
    assert sorted(path.stem for path in SCHEMAS.glob("*.json")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_name_says_source_fact_and_version(name: str) -> None:
    source, fact, version = name.split(".")

    assert source == EVENT_TYPES[name].source
    assert fact.isidentifier()
    assert version.startswith("v")
    assert version[1:].isdigit()


OLD = {
    "type": "object",
    "properties": {"a": {"type": "string"}, "b": {"type": "integer"}},
    "required": ["a"],
}


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({}, []),
        ({"properties": {**OLD["properties"], "c": {"type": "string"}}}, []),  # type: ignore[dict-item]
        ({"properties": {"a": {"type": "string"}}}, ["/b was removed"]),
        (
            {"properties": {"a": {"type": "integer"}, "b": {"type": "integer"}}},
            ["/a changed its type"],
        ),
        (
            {
                "properties": {**OLD["properties"], "c": {"type": "string"}},  # type: ignore[dict-item]
                "required": ["a", "c"],
            },
            ["/c is newly required"],
        ),
        ({"required": []}, ["/a is no longer always there"]),
    ],
)
def test_what_counts_as_a_breaking_change(change: dict[str, Any], verdict: list[str]) -> None:
    assert incompatibilities(OLD, {**OLD, **change}) == verdict


@pytest.mark.parametrize("name", NAMES)
def test_a_consumer_ignores_fields_that_it_does_not_know(name: str) -> None:
    fields = msgspec.structs.fields(EVENT_TYPES[name].data)

    assert all(not field.name.startswith("_") for field in fields)
    assert EVENT_TYPES[name].data.__struct_config__.forbid_unknown_fields is False


def test_the_page_about_events_is_fresh() -> None:
    assert PAGE.read_text() == page(), "run `make schemas`"


def test_the_snapshots_are_where_the_docs_say() -> None:
    assert Path("contracts/schemas") == SCHEMAS.relative_to(SCHEMAS.parents[1])
