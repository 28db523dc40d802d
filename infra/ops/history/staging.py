"""Lines on disk while they wait for the rest of the file: compared with each other, then written.

What is true of a whole import, such as that no line is there twice, can't be seen line by line, and
a dictionary of all lines would not be bounded. DuckDB sorts and groups them on the disk.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import duckdb
import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from infra.ops.history.converting import SCHEMA, STAGED
from infra.ops.history.findings import Finding

_MEMORY: Final = "256MB"
_ROW_GROUP: Final = 100_000
_SAME_IN_AN_ORDER: Final = (
    "currency", "placed_at", "customer_id", "channel", "country", "status"
)  # fmt: skip
_SUMMARY_KEY: Final = b"mercato.import"
_REPEATED: Final = """
SELECT file, line, order_id, line_id, first_file, first_line FROM (
    SELECT file, line, order_id, line_id,
        row_number() OVER mine AS place,
        first_value(file) OVER mine AS first_file, first_value(line) OVER mine AS first_line
    FROM lines
    WINDOW mine AS (PARTITION BY order_id, line_id ORDER BY file, line)
) WHERE place > 1 ORDER BY file, line
"""
_DIFFERING: Final = """
SELECT file, line, order_id, {column} AS found, first_found, first_line FROM (
    SELECT file, line, order_id, {column},
        first_value({column}) OVER mine AS first_found, first_value(line) OVER mine AS first_line,
        row_number() OVER (PARTITION BY order_id, {column} ORDER BY file, line) AS place
    FROM lines JOIN (
        SELECT order_id FROM lines GROUP BY order_id HAVING min({column}) <> max({column})
    ) USING (order_id)
    WINDOW mine AS (PARTITION BY order_id ORDER BY file, line)
) WHERE {column} <> first_found AND place = 1 ORDER BY file, line
"""
_APART: Final = """
SELECT file, line, order_id FROM (
    SELECT file, line, order_id, first_value(run) OVER mine AS first_run,
        first_value(file) OVER mine AS first_file, run,
        row_number() OVER (PARTITION BY order_id, file, run ORDER BY line) AS place
    FROM lines
    WINDOW mine AS (PARTITION BY order_id ORDER BY file, line)
) WHERE (run <> first_run OR file <> first_file) AND place = 1 ORDER BY file, line
"""
_SOUND: Final = "lines WHERE order_id NOT IN (SELECT order_id FROM refused)"
# Two old shops may both have an order 1001, and a customer 7. An order of nobody in particular is
# that of a customer of its own. And as division would leave exact numbers behind, a missing price
# is divided in whole ten-thousandths.
_WRITTEN: Final = """
'{name}:' || order_id AS order_id,
CASE WHEN customer_id = '' THEN '{name}:' || order_id
    ELSE '{shop}:' || customer_id END AS customer_id,
coalesce(unit_price, CASE WHEN quantity = 0 THEN CAST(0 AS decimal(19,4)) ELSE CAST(
    (2 * CAST((total + discount) * 10000 AS hugeint) + quantity) // (2 * quantity)
    AS decimal(19,0)) * CAST('0.0001' AS decimal(5,4)) END) AS unit_price
"""


class CurrencyTotal(msgspec.Struct, frozen=True):
    """What was sold in one currency: lines that count, without shipping."""

    currency: str
    total: Decimal


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What an import holds; it is kept in the file itself."""

    files: tuple[str, ...]
    loaded_at: datetime
    orders: int
    lines: int
    lines_read: int
    skipped_orders: int
    first: datetime | None
    last: datetime | None
    totals: tuple[CurrencyTotal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loading:
    """Under which names lines are written, and what the summary says of how they were loaded."""

    name: str
    shop: str
    files: tuple[str, ...]
    loaded_at: datetime
    skipped_orders: int
    lines_read: int


class Stage:
    """Takes tables of ``STAGED``; then finds what contradicts itself; then writes the rest."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._path = directory / "staged.parquet"
        self._writer = pq.ParquetWriter(self._path, STAGED, compression="lz4")
        self._refused: set[str] = set()

    @property
    def refused_orders(self) -> int:
        return len(self._refused)

    def add(self, table: pa.Table) -> None:
        """Keep some lines."""
        if table.num_rows:
            self._writer.write_table(table)

    def refuse(self, orders: Iterable[str]) -> None:
        """Leave these orders out."""
        self._refused.update(orders)

    def compare(self, names: tuple[str, ...], *, whole_orders: bool) -> Iterator[Finding]:
        """What lines say against each other; the orders that are concerned are refused.

        Args:
            names: of the files, by number.
            whole_orders: whether lines of an order must follow each other.
        """
        self._writer.close()
        with self._database() as database:
            yield from self._repeated(database, names)
            for column in _SAME_IN_AN_ORDER:
                yield from self._differing(database, names, column)
            if whole_orders:
                yield from self._apart(database, names)

    def write(self, path: Path, loading: Loading) -> Summary:
        """Write the sound lines in the order in which they were sold, and what they add up to."""
        with self._database() as database:
            summary = self._summary(database, loading)
            schema = SCHEMA.with_metadata({_SUMMARY_KEY: msgspec.json.encode(summary)})
            written = _WRITTEN.format(name=loading.name, shop=loading.shop)
            lines = f"SELECT * REPLACE ({written}) FROM {_SOUND} ORDER BY placed_at, file, line"
            selected = f"SELECT {', '.join(SCHEMA.names)} FROM ({lines})"
            rows = database.sql(selected).to_arrow_reader(_ROW_GROUP)
            with pq.ParquetWriter(path, schema, compression="zstd") as writer:
                for batch in rows:
                    table = pa.Table.from_batches([batch]).cast(SCHEMA)
                    writer.write_table(table.replace_schema_metadata(schema.metadata))
        return summary

    @contextmanager
    def _database(self) -> Iterator[duckdb.DuckDBPyConnection]:
        settings: dict[str, Any] = {
            "memory_limit": _MEMORY,
            "temp_directory": str(self._directory / "spill"),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        with duckdb.connect(config=settings) as database:
            database.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
            database.from_parquet(str(self._path)).create_view("lines")
            refused = pa.table({"order_id": pa.array(sorted(self._refused), pa.string())})
            database.register("refused", refused)
            yield database

    def _repeated(
        self, database: duckdb.DuckDBPyConnection, names: tuple[str, ...]
    ) -> Iterator[Finding]:
        for file, line, order, line_id, first_file, first in _rows(database, _REPEATED):
            self._refused.add(order)
            place = (
                f"line {first}" if first_file == file else f"line {first} of {names[first_file]}"
            )
            yield Finding(
                file=names[file],
                line=line,
                severity="error",
                code="line-repeated",
                reason=f"The order has a line {line_id!r} already, on {place}.",
                advice="Leave one of them out, or number the lines of an order.",
                column="line_id",
                order_id=order,
            )

    def _differing(
        self, database: duckdb.DuckDBPyConnection, names: tuple[str, ...], column: str
    ) -> Iterator[Finding]:
        query = _DIFFERING.format(column=column)
        for file, line, order, found, first_found, first in _rows(database, query):
            self._refused.add(order)
            said = "something else" if column == "customer_id" else f"{first_found}, not {found}"
            yield Finding(
                file=names[file],
                line=line,
                severity="error",
                code="order-differs",
                reason=f"Line {first} of the same order says {said}.",
                advice="Say the same on all lines of an order, or leave it empty on later ones.",
                column=column,
                order_id=order,
            )

    def _apart(
        self, database: duckdb.DuckDBPyConnection, names: tuple[str, ...]
    ) -> Iterator[Finding]:
        for file, line, order in _rows(database, _APART):
            self._refused.add(order)
            yield Finding(
                file=names[file],
                line=line,
                severity="error",
                code="lines-apart",
                reason="Lines of this order stand apart, so its amounts cannot be spread.",
                advice="Sort the file by order.",
                column="order_id",
                order_id=order,
            )

    def _summary(self, database: duckdb.DuckDBPyConnection, loading: Loading) -> Summary:
        lines, orders, first, last = _rows(
            database,
            "SELECT count(*), count(DISTINCT order_id), min(placed_at)::timestamp, "
            f"max(placed_at)::timestamp FROM {_SOUND}",
        )[0]
        totals = _rows(database, f"SELECT currency, sum(total) FROM {_SOUND} GROUP BY 1 ORDER BY 1")
        return Summary(
            files=loading.files,
            loaded_at=loading.loaded_at,
            orders=orders,
            lines=lines,
            lines_read=loading.lines_read,
            skipped_orders=loading.skipped_orders,
            first=_utc(first),
            last=_utc(last),
            totals=tuple(CurrencyTotal(*row) for row in totals),
        )


def _utc(naive: datetime | None) -> datetime | None:
    """DuckDB tells moments with a zone only where pytz is."""
    return naive and naive.replace(tzinfo=UTC)


def _rows(database: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    return database.execute(query).fetchall()


def summary_in(footer: pa.Buffer | Path) -> Summary | None:
    """What a file says of itself, from the file or from the bytes at its end."""
    source = footer if isinstance(footer, Path) else pa.BufferReader(footer)
    kept = pq.read_metadata(source).metadata or {}
    content = kept.get(_SUMMARY_KEY)
    return msgspec.json.decode(content, type=Summary) if content else None
