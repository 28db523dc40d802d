"""The columns of the lake's raw tables, made from the contracts and in no engine's words.

Glue's DDL and the Parquet files' schema are both rendered from what is here, so they cannot differ.
"""

from typing import Any, Literal

import msgspec
from msgspec import inspect

from contracts.events import EVENT_TYPES
from contracts.lake import (
    FIELDS_KEPT_OUT,
    ClickstreamRow,
    DomainEventRow,
    HistoryOrderLine,
    payload_column,
)

Scalar = Literal["string", "bigint", "double", "boolean", "timestamp", "decimal(19,4)"]


class ListOf(msgspec.Struct, frozen=True):
    """An array."""

    items: "ColumnType"


class StructOf(msgspec.Struct, frozen=True):
    """A nested record."""

    fields: tuple["Column", ...]


ColumnType = Scalar | ListOf | StructOf


class Column(msgspec.Struct, frozen=True):
    """A column of a table, or a field of a record inside one. Every one of them may be null."""

    name: str
    type: ColumnType


class RawTable(msgspec.Struct, frozen=True):
    """A table of the raw zone: its rows lie under ``raw/<name>/<partition>=<value>/…``."""

    name: str
    columns: tuple[Column, ...]
    partitions: tuple[str, ...]


def columns_of(row: type[msgspec.Struct]) -> tuple[Column, ...]:
    """A struct's fields as columns; a ``datetime`` is a timestamp."""
    return _columns(row, "timestamp", frozenset())


def payload_columns() -> tuple[Column, ...]:
    """A column for each event type's payload, sorted by name, without what is kept out.

    A ``datetime`` inside stays the text that the event carries: Hive's JSON reader takes
    ISO 8601 for text only.
    """
    columns = [
        Column(
            payload_column(name),
            StructOf(_columns(each.data, "string", FIELDS_KEPT_OUT.get(name, frozenset()))),
        )
        for name, each in EVENT_TYPES.items()
    ]
    return tuple(sorted(columns, key=lambda column: column.name))


def _columns(
    row: type[msgspec.Struct], moment: Scalar, kept_out: frozenset[str]
) -> tuple[Column, ...]:
    info = inspect.type_info(row)
    assert isinstance(info, inspect.StructType)
    return _fields(info, moment, kept_out)


def _fields(
    info: inspect.StructType, moment: Scalar, kept_out: frozenset[str] = frozenset()
) -> tuple[Column, ...]:
    return tuple(
        Column(field.encode_name, _type(field.type, moment))
        for field in info.fields
        if field.encode_name not in kept_out
    )


def _type(info: inspect.Type, moment: Scalar) -> ColumnType:
    if isinstance(info, inspect.UnionType):
        (only,) = (each for each in info.types if not isinstance(each, inspect.NoneType))
        return _type(only, moment)
    if isinstance(info, inspect.StructType):
        return StructOf(_fields(info, moment))
    if isinstance(info, inspect.VarTupleType | inspect.ListType):
        return ListOf(_type(info.item_type, moment))
    if isinstance(info, inspect.DateTimeType):
        return moment
    return _SCALARS[type(info)]


_SCALARS: dict[type[Any], Scalar] = {
    inspect.StrType: "string",
    inspect.LiteralType: "string",
    inspect.IntType: "bigint",
    inspect.FloatType: "double",
    inspect.BoolType: "boolean",
    inspect.DecimalType: "decimal(19,4)",
}

CLICKSTREAM = RawTable("clickstream", columns_of(ClickstreamRow), ("event_type", "dt"))
DOMAIN_EVENTS = RawTable(
    "domain_events", (*columns_of(DomainEventRow), *payload_columns()), ("event_type", "dt")
)
HISTORY_ORDER_LINES = RawTable(
    "history_order_lines", columns_of(HistoryOrderLine), ("import_name",)
)
RAW_TABLES: dict[str, RawTable] = {
    table.name: table for table in (CLICKSTREAM, DOMAIN_EVENTS, HISTORY_ORDER_LINES)
}
