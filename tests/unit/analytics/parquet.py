"""Writes tables of the curated zone as the Glue jobs would: small Parquet files, by the DDL."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import exp

from analytics import catalog
from analytics.catalog import Table

Row = Mapping[str, Any]

PARTITIONED_BY = {
    "orders": "placed_at",
    "order_lines": "placed_at",
    "order_discounts": "placed_at",
    "refunds": "requested_at",
    "returns": "requested_at",
    "payments": "attempted_at",
    "fulfilments": "shipped_at",
    "sessions": "started_at",
    "clickstream": "occurred_at",
    "domain_events": "occurred_at",
}
"""The time whose UTC day is the partition; other tables' rows say their ``dt`` themselves."""

_KINDS = {
    exp.DataType.Type.VARCHAR: pa.string(),
    exp.DataType.Type.TEXT: pa.string(),
    exp.DataType.Type.INT: pa.int32(),
    exp.DataType.Type.BIGINT: pa.int64(),
    exp.DataType.Type.BOOLEAN: pa.bool_(),
    exp.DataType.Type.TIMESTAMP: pa.timestamp("us"),
}


def write_tables(directory: Path, rows: Mapping[str, Iterable[Row]]) -> Path:
    """One file per table and day. A column that a row does not name is null.

    Raises:
        KeyError: for a table, or a column of a row, that the DDL does not have.
    """
    tables = {each.name: each for each in catalog.tables() if each.database == catalog.CURATED}
    for name, each in rows.items():
        for day, of_day in _by_day(tables[name], each).items():
            _write(directory, tables[name], day, of_day)
    return directory


def _by_day(table: Table, rows: Iterable[Row]) -> dict[str, list[Row]]:
    days: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if unknown := row.keys() - table.columns.keys():
            raise KeyError(f"{table.full_name} has no {', '.join(sorted(unknown))}")
        moment = row.get(PARTITIONED_BY.get(table.name, ""))
        day = moment.strftime("%Y-%m-%d") if moment is not None else row.get("dt", "")
        days[day].append({key: value for key, value in row.items() if key != "dt"})
    return days


def _write(directory: Path, table: Table, day: str, rows: list[Row]) -> None:
    columns = {name: kind for name, kind in table.columns.items() if name not in table.partitions}
    schema = pa.schema([(name, _arrow(kind)) for name, kind in columns.items()])
    plain = [{name: _plain(row.get(name)) for name in columns} for row in rows]
    folder = directory / table.database / table.name / (f"dt={day}" if table.partitions else "")
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(plain, schema), folder / "part-0.parquet")


def _arrow(kind: exp.DataType) -> pa.DataType:
    if kind.this is exp.DataType.Type.DECIMAL:
        precision, scale = (int(each.name) for each in kind.expressions)
        return pa.decimal128(precision, scale)
    if kind.this is exp.DataType.Type.ARRAY:
        return pa.list_(_arrow(kind.expressions[0]))
    return _KINDS[kind.this]


def _plain(value: Any) -> Any:
    """A decimal with the column's four places, and a time without its zone, which is UTC."""
    if isinstance(value, Decimal):
        return value.quantize(Decimal("0.0001"))
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value
