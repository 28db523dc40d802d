"""A lake on one machine, asked in Athena's SQL and answered by DuckDB.

    with open_lake(Path(".mercato/lake")) as lake:
        result = lake.run("revenue_by_day", {"from_day": "2026-01-01", "currency": "EUR"})

Nothing can be changed and nothing else read: what is asked is one ``SELECT`` over the lake's tables
with Athena's functions, and DuckDB itself is locked to the lake's directory.
"""

import json
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import duckdb

from analytics import catalog, definitions, dialect
from analytics.catalog import PARAMETERS, Query
from analytics.dialect import translate_view
from analytics.errors import QueryError, did_you_mean
from analytics.layout import empty_source_of, source_of
from analytics.schema import LakeSchema
from analytics.types import athena_type


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an answer, with Athena's name of its type."""

    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Result:
    """An answer. Amounts are ``Decimal``, days ``date``; ``is_cut`` if there were more rows.

    ``origins`` are those of the lake's data, so that whoever shows the answer can say whether a
    part of it is simulated.
    """

    columns: tuple[Column, ...]
    rows: list[tuple[Any, ...]]
    seconds: float
    rows_scanned: int
    bytes_scanned: int
    is_cut: bool
    origins: tuple[str, ...]

    @property
    def has_simulated_data(self) -> bool:
        return "simulated" in self.origins

    def as_dicts(self) -> list[dict[str, Any]]:
        """The rows by column name."""
        names = [column.name for column in self.columns]
        return [dict(zip(names, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one question may take."""

    seconds: float = 60.0
    memory: str = "2GB"
    threads: int = 2
    rows: int | None = None


class Lake:
    """Answers questions; made by ``open_lake``."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        directory: Path,
        limits: Limits,
        *,
        in_memory: bool,
    ) -> None:
        self._connection = connection
        self._limits = limits
        self._directory = directory
        self._in_memory = in_memory
        self._attached: set[str] = set()
        self._origins: tuple[str, ...] | None = None

    @property
    def origins(self) -> tuple[str, ...]:
        """Where the lake's orders and sessions come from."""
        if self._origins is None:
            question = _translated("SELECT origin FROM analytics.data_origins ORDER BY origin")
            rows = self._ask(question, [])[1]
            self._origins = tuple(row[0] for row in rows)
        return self._origins

    def columns_of(self, name: str) -> dict[str, str]:
        """The columns of a table or view, ``curated.orders``, with Athena's names of their types.

        Raises:
            QueryError: when there is no such table.
        """
        return columns_of(name)

    @property
    def tables(self) -> list[str]:
        """Every table and view that can be asked."""
        return sorted(_plan().schema.tables)

    def run(self, question: str, parameters: Mapping[str, str | date] | None = None) -> Result:
        """Answer a named query, or one written in Athena's SQL.

        Args:
            question: a name of ``catalog.queries()``, or SQL.
            parameters: of a named query; see ``catalog.PARAMETERS`` for names and defaults.

        Raises:
            QueryError: when there is no answer, with the place and a hint where there is one.
        """
        if (query := catalog.queries().get(question.strip())) is not None:
            return self.ask(query.sql, values_of(query, parameters or {}))
        if " " not in question.strip():
            hint = did_you_mean(question, catalog.queries()) or "`--list` shows their names"
            raise QueryError(f"there is no query {question.strip()!r}", hint=hint)
        if parameters:
            raise QueryError("only named queries have parameters")
        return self.ask(question)

    def ask(self, sql: str, values: Sequence[str] = ()) -> Result:
        """Answer SQL in Athena's dialect; ``values`` are for its question marks, in order."""
        question, limit = _translated(sql), self._limits.rows
        if limit is not None:  # DuckDB keeps the order of what is inside
            cut = f"SELECT * FROM ({question.statement}) LIMIT {limit + 1}"
            question = replace(question, statement=cut)
        began = time.monotonic()
        columns, rows, scanned = self._ask(question, list(values))
        return Result(
            columns=columns,
            rows=rows[:limit],
            seconds=time.monotonic() - began,
            rows_scanned=scanned[0],
            bytes_scanned=scanned[1],
            is_cut=limit is not None and len(rows) > limit,
            origins=self.origins,
        )

    def translated(self, sql: str) -> str:
        """What DuckDB is asked instead."""
        return _translated(sql).statement

    def _ask(
        self, question: "_Question", values: list[str]
    ) -> tuple[tuple[Column, ...], list[tuple[Any, ...]], tuple[int, int]]:
        with self._in_time():
            try:
                self._attach(question.tables)
                cursor = self._connection.execute(question.statement, values)
                rows = cursor.fetchall()
            except duckdb.InterruptException as error:
                raise QueryError(
                    f"no answer within {self._limits.seconds:g} seconds", hint="ask for fewer days"
                ) from error
            except duckdb.Error as error:
                raise _engine_error(error) from error
        columns = tuple(Column(each[0], athena_type(str(each[1]))) for each in cursor.description)
        return columns, rows, self._scanned()

    def _attach(self, names: frozenset[str]) -> None:
        """Put tables in the place of the empty ones, when somebody first asks for them."""
        for table in catalog.tables():
            if table.full_name in names - self._attached:
                kept = self._in_memory and table.database == catalog.CURATED
                source = source_of(table, self._directory)
                with self._whole_or_not():
                    self._connection.execute(f"DROP VIEW {table.full_name}")
                    self._connection.execute(
                        f"CREATE {'TABLE' if kept else 'VIEW'} {table.full_name} AS {source}"
                    )
                self._attached.add(table.full_name)

    @contextmanager
    def _whole_or_not(self) -> Iterator[None]:
        """What is given up half-way, or fails, leaves the lake as it was for the next question."""
        self._connection.begin()
        try:
            yield
        except BaseException:
            self._connection.rollback()
            raise
        self._connection.commit()

    def _scanned(self) -> tuple[int, int]:
        """Rows and bytes that the last question read from files."""
        profile = json.loads(self._connection.get_profiling_information("json"))
        operators = _operators(profile.get("operator", []))  # a mere sum of constants has none
        rows = sum(each.get("rows_scanned", 0) for each in operators)
        return rows, profile.get("io", {}).get("total_bytes_read", 0)

    @contextmanager
    def _in_time(self) -> Iterator[None]:
        timer = threading.Timer(self._limits.seconds, self._connection.interrupt)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()


@contextmanager
def open_lake(
    directory: Path,
    *,
    redefine: Mapping[str, definitions.Value] | None = None,
    limits: Limits = Limits(),
    in_memory: bool = False,
) -> Iterator[Lake]:
    """Open a copy of the lake's bucket; see docs/adr/0006-the-lake.md for its layout.

    A table without files is empty.

    Args:
        redefine: replaces values of ``views/definitions.sql``.
        in_memory: read each curated table once, for somebody who will ask many questions.
    """
    home = directory.resolve()
    plan = _plan()
    connection = duckdb.connect(":memory:", config=_config(limits))
    try:
        _begin(connection)
        for view in _views(plan, redefine or {}):
            connection.execute(view)
        _lock(connection, home)
        yield Lake(connection, home, limits, in_memory=in_memory)
    finally:
        connection.close()


def columns_of(name: str) -> dict[str, str]:
    """The columns of a table or view, with Athena's names of their types; no lake is needed.

    Raises:
        QueryError: when there is no such table.
    """
    schema = _plan().schema
    columns = schema.columns_of(name)
    if not columns:
        raise QueryError(f"there is no table {name}", hint=did_you_mean(name, schema.tables))
    return {each: athena_type(kind) for each, kind in columns.items()}


def values_of(query: Query, parameters: Mapping[str, str | date]) -> list[str]:
    """The values of a named query's question marks, in order.

    Raises:
        QueryError: for a parameter that it does not have, or a day that is none.
    """
    for name in parameters:
        if name not in query.parameters:
            hint = did_you_mean(name, query.parameters) or (
                f"it has {', '.join(query.parameters) or 'none'}"
            )
            raise QueryError(f"{query.name} has no parameter {name}", hint=hint)
    return [_checked(name, parameters.get(name, PARAMETERS[name])) for name in query.parameters]


def _checked(name: str, value: str | date) -> str:
    if not name.endswith("_day"):
        return str(value)
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError as error:
        raise QueryError(f"{name} is no day: {value!r}", hint="write it like 2026-03-31") from error


def _config(limits: Limits) -> dict[str, Any]:
    return {
        "memory_limit": limits.memory,
        "threads": limits.threads,
        "temp_directory": "",  # nothing is written anywhere; what needs more memory is refused
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }


@dataclass(frozen=True, slots=True)
class _Question:
    """What DuckDB is asked, and the tables that must be there for it."""

    statement: str
    tables: frozenset[str]


@lru_cache(maxsize=256)
def _translated(sql: str) -> _Question:
    tree = dialect.parse(sql)
    statement = dialect.translate(tree, _plan().schema)
    behind = (catalog.tables_behind(name) for name in dialect.named_tables(tree))
    return _Question(statement, frozenset().union(*behind))


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is the same for every lake, since the DDL decides all types: the views for DuckDB."""

    schema: LakeSchema
    views: Mapping[str, str]


@cache
def _plan() -> _Plan:
    """Made on a lake without a file, for each view must be there to know what the next one sees."""
    schema, statements = LakeSchema(), {}
    with duckdb.connect(":memory:") as connection:
        _begin(connection)
        for table in catalog.tables():
            schema.add(table.database, table.name, _described(connection, table.full_name))
        for view in catalog.views():
            statement = f"CREATE VIEW {view.full_name} AS {translate_view(view.ddl, schema)}"
            connection.execute(statement)
            schema.add(catalog.ANALYTICS, view.name, _described(connection, view.full_name))
            statements[view.name] = statement
    return _Plan(schema, statements)


def _views(plan: _Plan, redefine: Mapping[str, definitions.Value]) -> Iterator[str]:
    for view in catalog.views():
        if view.name == "definitions" and redefine:
            ddl = definitions.redefined(view.ddl, redefine)
            yield f"CREATE VIEW {view.full_name} AS {translate_view(ddl, plan.schema)}"
        else:
            yield plan.views[view.name]


def _begin(connection: duckdb.DuckDBPyConnection) -> None:
    """Tables are empty at first: each view that is made over files would look into all of them."""
    connection.execute("SET TimeZone = 'UTC'")  # as Athena's sessions are
    for database in catalog.DATABASES:
        connection.execute(f"CREATE SCHEMA {database}")
    for macro in dialect.decimal_quotient_macros():
        connection.execute(macro)
    for table in catalog.tables():
        connection.execute(f"CREATE VIEW {table.full_name} AS {empty_source_of(table)}")


def _described(connection: duckdb.DuckDBPyConnection, name: str) -> dict[str, str]:
    return {row[0]: row[1] for row in connection.execute(f"DESCRIBE {name}").fetchall()}


def _lock(connection: duckdb.DuckDBPyConnection, directory: Path) -> None:
    """From here on only the lake's files can be opened, and nothing of this can be undone."""
    connection.execute(f"SET allowed_directories = ['{_quoted(directory)}/']")
    connection.execute("SET enable_profiling = 'no_output'")  # tells what a question read
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def _operators(level: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for operator in level:
        yield operator
        yield from _operators(operator.get("children", []))


def _quoted(directory: Path) -> str:
    return str(directory).replace("'", "''")


def _engine_error(error: duckdb.Error) -> QueryError:
    text = str(error).split("\n\nLINE", 1)[0]
    return QueryError(text.split(": ", 1)[-1].split(" Use TRY", 1)[0].strip())
