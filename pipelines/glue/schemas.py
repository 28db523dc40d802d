"""Spark's types of the lake's tables: raw ones from the contracts, curated ones from their DDL."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from pyspark.sql import types as spark

from contracts.events import EVENT_TYPES
from contracts.lake import payload_column
from contracts.lake_schema import (
    RAW_TABLES,
    Column,
    ColumnType,
    ListOf,
    StructOf,
    payload_columns,
)

_SCALARS: dict[str, spark.DataType] = {
    "string": spark.StringType(),
    "int": spark.IntegerType(),
    "bigint": spark.LongType(),
    "double": spark.DoubleType(),
    "boolean": spark.BooleanType(),
    # Instants are UTC everywhere, so they are written as what clocks in UTC show, as Athena has it.
    "timestamp": spark.TimestampNTZType(),
    "decimal(19,4)": spark.DecimalType(19, 4),
}
_COLUMNS = re.compile(r"CREATE EXTERNAL TABLE curated\.\w+ \(\n(.*?)\n\)", re.DOTALL)
_COLUMN = re.compile(r"^  (\w+) ([a-z]+(?:\([\d,]+\)|<\w+>)?)", re.MULTILINE)


def raw_schema(table: str, payloads: bool = False) -> spark.StructType:
    """A raw table's columns and partitions; a domain event's payloads only when wanted."""
    described = RAW_TABLES[table]
    omitted = frozenset() if payloads else {column.name for column in payload_columns()}
    columns = [_field(column) for column in described.columns if column.name not in omitted]
    partitions = [spark.StructField(name, spark.StringType()) for name in described.partitions]
    return spark.StructType([*columns, *partitions])


def payload_schema(event_type: str) -> spark.StructType:
    """The payload of an event type, such as ``order.placed.v1``."""
    wanted = payload_column(event_type)
    if event_type not in EVENT_TYPES:
        raise KeyError(event_type)
    column = next(column for column in payload_columns() if column.name == wanted)
    schema = _type(column.type)
    assert isinstance(schema, spark.StructType)
    return schema


@cache
def curated_schema(table: str) -> spark.StructType:
    """A curated table's columns, in the DDL's order, without its partition."""
    columns = _COLUMNS.search(_ddl(table))
    assert columns is not None
    found = _COLUMN.findall(columns[1])
    return spark.StructType([spark.StructField(name, _hive_type(kind)) for name, kind in found])


@cache
def is_partitioned(table: str) -> bool:
    """Whether the table has a partition per day; the others are one file."""
    return "PARTITIONED BY (dt string)" in _ddl(table)


def curated_tables() -> list[str]:
    """The names of all curated tables."""
    names = (path.name for path in files("analytics").joinpath("tables/curated").iterdir())
    return sorted(name.removesuffix(".sql") for name in names if name.endswith(".sql"))


def _ddl(table: str) -> str:
    return files("analytics").joinpath(f"tables/curated/{table}.sql").read_text()


def _field(column: Column) -> spark.StructField:
    return spark.StructField(column.name, _type(column.type))


def _type(described: ColumnType) -> spark.DataType:
    if isinstance(described, ListOf):
        return spark.ArrayType(_type(described.items))
    if isinstance(described, StructOf):
        return spark.StructType([_field(column) for column in described.fields])
    if described == "timestamp":
        return spark.TimestampType()
    return _SCALARS[described]


def _hive_type(name: str) -> spark.DataType:
    if name.startswith("array<"):
        return spark.ArrayType(_SCALARS[name.removeprefix("array<").removesuffix(">")])
    return _SCALARS[name]
