"""Firehose's record format conversion: lines of JSON to Parquet, by the columns of a raw table.

pyarrow is imported by the first conversion: a platform that has no events does without its memory.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from contracts.lake_schema import Column, ColumnType, ListOf, RawTable, StructOf
from infra.local.firehose.records import Failure
from infra.local.firehose.transformation import Transformed

if TYPE_CHECKING:
    import pyarrow as pa


@cache
def arrow_schema(table: RawTable) -> "pa.Schema":
    """A raw table's columns in Arrow's words; times are UTC without saying so, as in Hive."""
    import pyarrow as pa

    return pa.schema([_field(column) for column in table.columns])


def read_lines(table: RawTable, lines: Iterable[bytes]) -> "pa.Table":
    """Rows from lines of JSON. A column that a line does not have is null; others are left out.

    Raises:
        ValueError: when a line is no JSON, or a value does not fit its column.
    """
    import pyarrow as pa
    from pyarrow import json

    content = b"".join(lines)
    return json.read_json(
        pa.BufferReader(content),
        read_options=json.ReadOptions(use_threads=False, block_size=len(content) + 1),
        parse_options=json.ParseOptions(
            explicit_schema=arrow_schema(table), unexpected_field_behavior="ignore"
        ),
    )


def to_parquet(rows: "pa.Table") -> bytes:
    """One Parquet file as Firehose writes it: Snappy, and times in Hive's old INT96.

    Readers differ in what they take INT96 for, so whoever reads the lake must meet it here.
    """
    import pyarrow as pa
    from pyarrow import parquet

    sink = pa.BufferOutputStream()
    parquet.write_table(
        rows,
        sink,
        compression="snappy",
        use_deprecated_int96_timestamps=True,
        store_schema=False,  # Arrow's own note of the types, as large as the rows of a small file
    )
    return bytes(sink.getvalue())


def convert(
    table: RawTable, transformed: Sequence[Transformed]
) -> tuple["pa.Table | None", list[Failure]]:
    """The rows of what can be converted, and the failures of what cannot."""
    try:
        return read_lines(table, (each.line for each in transformed)), []
    except ValueError:
        return _convert_one_by_one(table, transformed)


def _convert_one_by_one(
    table: RawTable, transformed: Sequence[Transformed]
) -> tuple["pa.Table | None", list[Failure]]:
    good, failures = [], []
    for each in transformed:
        try:
            read_lines(table, (each.line,))
        except ValueError as error:
            code = "DataFormatConversion.MalformedData"
            failures.append(Failure(each.record, "format-conversion-failed", code, str(error)))
        else:
            good.append(each.line)
    return (read_lines(table, good) if good else None), failures


def _field(column: Column) -> Any:
    import pyarrow as pa

    return pa.field(column.name, _type(column.type))


def _type(kind: ColumnType) -> Any:
    import pyarrow as pa

    if isinstance(kind, ListOf):
        return pa.list_(_type(kind.items))
    if isinstance(kind, StructOf):
        return pa.struct([_field(column) for column in kind.fields])
    scalars = {
        "string": pa.string(),
        "bigint": pa.int64(),
        "double": pa.float64(),
        "boolean": pa.bool_(),
        "timestamp": pa.timestamp("us"),
        "decimal(19,4)": pa.decimal128(19, 4),
    }
    return scalars[kind]
