"""The raw zone's tables are what the events are. ``make schemas`` writes their DDL anew."""

import json
from typing import Any, get_args

import pytest
from sqlglot import exp, parse_one

from analytics.raw_tables import DIRECTORY, documents
from contracts.clickstream import ClickstreamType
from contracts.events import EVENT_TYPES
from contracts.events.snapshots import SCHEMAS
from contracts.lake import FIELDS_KEPT_OUT, payload_column

NAMES = sorted(EVENT_TYPES)


@pytest.mark.parametrize("name", sorted(documents()))
def test_the_ddl_is_fresh(name: str) -> None:
    assert (DIRECTORY / name).read_text() == documents()[name], "run `make schemas`"


def test_no_other_table_is_in_the_raw_zone() -> None:
    assert {path.name for path in DIRECTORY.iterdir()} == documents().keys()


@pytest.mark.parametrize("name", NAMES)
def test_a_payload_has_the_columns_of_its_published_schema(name: str) -> None:
    (column,) = [each for each in _columns("domain_events") if each.name == payload_column(name)]
    root: dict[str, Any] = json.loads((SCHEMAS / f"{name}.json").read_text())
    kept_out = FIELDS_KEPT_OUT.get(name, frozenset())
    assert _fields(column.args["kind"]) == _published(root, root, kept_out)


def test_every_event_type_is_a_partition_that_athena_looks_for() -> None:
    assert _values("domain_events") == NAMES
    assert _values("clickstream") == list(get_args(ClickstreamType))


def _columns(table: str) -> list[exp.ColumnDef]:
    schema = parse_one((DIRECTORY / f"{table}.sql").read_text(), read="athena").this
    return [each for each in schema.expressions if isinstance(each, exp.ColumnDef)]


def _values(table: str) -> list[str]:
    lines = (DIRECTORY / f"{table}.sql").read_text().splitlines()
    (line,) = [line for line in lines if "projection.event_type.values" in line]
    return line.split("'")[3].split(",")


def _fields(kind: exp.DataType) -> Any:
    """A Hive type in plain words: a record by its fields, a list by its only item."""
    if kind.this is exp.DataType.Type.ARRAY:
        return [_fields(kind.expressions[0])]
    if kind.this is exp.DataType.Type.STRUCT:
        return {each.name: _fields(each.args["kind"]) for each in kind.expressions}
    return kind.sql("hive").lower()


def _published(schema: Any, root: Any, kept_out: frozenset[str] = frozenset()) -> Any:
    """A JSON Schema in the same words."""
    if "$ref" in schema:
        return _published(root["$defs"][schema["$ref"].rsplit("/", 1)[-1]], root, kept_out)
    if schema["type"] == "array":
        return [_published(schema["items"], root)]
    if schema["type"] == "object":
        properties = schema["properties"].items()
        return {name: _published(each, root) for name, each in properties if name not in kept_out}
    return {"string": "string", "integer": "bigint", "boolean": "boolean"}[schema["type"]]
