"""What analysts have: tables, views in the order in which they can be made, and questions.

Everything is read from the SQL files beside this module; ``export`` tells it to a deployment.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import sqlglot
from sqlglot import exp

HERE = Path(__file__).resolve().parent
RAW, CURATED, ANALYTICS = "raw", "curated", "analytics"
DATABASES = (RAW, CURATED, ANALYTICS)
PARAMETERS: Mapping[str, str] = {
    "from_day": "1900-01-01",
    "to_day": "2099-12-31",
    "currency": "",
    "origin": "",
}
"""What queries are asked with, in the order of their question marks; an empty one means all."""
_HEAD = re.compile(r"^-- (\w+):(?: (.*))?$")
_COLUMN = re.compile(r"^--   (\w+): (.+)$")


class CatalogError(Exception):
    """A file does not say what it must."""


@dataclass(frozen=True, slots=True)
class Table:
    """An external table: its columns in Athena's types, those of the partitions last."""

    database: str
    name: str
    ddl: str
    columns: Mapping[str, exp.DataType]
    partitions: tuple[str, ...]
    location: str

    @property
    def full_name(self) -> str:
        return f"{self.database}.{self.name}"


@dataclass(frozen=True, slots=True)
class View:
    """A view of the database ``analytics``, and the views and tables that it is made from."""

    name: str
    ddl: str
    comment: str
    needs: frozenset[str]
    reads: frozenset[str]

    @property
    def full_name(self) -> str:
        return f"{ANALYTICS}.{self.name}"


@dataclass(frozen=True, slots=True)
class Query:
    """A question with its answer in SQL. ``columns`` says what each output column means."""

    name: str
    question: str
    grain: str
    owner: str
    scans: str
    parameters: tuple[str, ...]
    columns: Mapping[str, str]
    sql: str


@cache
def tables() -> tuple[Table, ...]:
    """Every table that has a DDL file."""
    return tuple(_read_table(path) for path in sorted((HERE / "tables").glob("*/*.sql")))


@cache
def views() -> tuple[View, ...]:
    """Every view, each after those that it needs."""
    by_name = {path.stem: _read_view(path) for path in sorted((HERE / "views").glob("*.sql"))}
    graph = {name: sorted(view.needs) for name, view in by_name.items()}
    if unknown := {need for needs in graph.values() for need in needs} - by_name.keys():
        raise CatalogError(f"no file makes the views {', '.join(sorted(unknown))}")
    return tuple(by_name[name] for name in TopologicalSorter(graph).static_order())


@cache
def tables_behind(name: str) -> frozenset[str]:
    """The tables that a table or view is made from in the end, by their full names."""
    view = next((each for each in views() if each.full_name == name), None)
    if view is None:
        return frozenset({name})
    behind = (tables_behind(f"{ANALYTICS}.{need}") for need in view.needs)
    return view.reads.union(*behind)


@cache
def queries() -> Mapping[str, Query]:
    """Every named query, by name."""
    return {path.stem: _read_query(path) for path in sorted((HERE / "queries").glob("*.sql"))}


def _read_table(path: Path) -> Table:
    ddl = path.read_text("utf-8")
    tree = sqlglot.parse_one(ddl, read="athena")
    named = tree.find(exp.Table)
    location = tree.find(exp.LocationProperty)
    if named is None or location is None:
        raise CatalogError(f"{path} makes no external table")
    partitioned = tree.find(exp.PartitionedByProperty)
    partitions = partitioned.this.expressions if partitioned else []
    # Not all ColumnDefs of the tree: the fields of a struct are such too.
    columns = {each.name: each.args["kind"] for each in [*tree.this.expressions, *partitions]}
    last = tuple(each.name for each in partitions)
    return Table(named.db, named.name, ddl, columns, last, location.this.name)


def _read_view(path: Path) -> View:
    ddl = path.read_text("utf-8")
    tree = sqlglot.parse_one(ddl, read="athena")
    made = tree.this
    if not isinstance(tree, exp.Create) or (made.db, made.name) != (ANALYTICS, path.stem):
        raise CatalogError(f"{path} must create the view {ANALYTICS}.{path.stem}")
    named = {(each.db, each.name) for each in tree.expression.find_all(exp.Table) if each.db}
    needs = frozenset(name for database, name in named if database == ANALYTICS)
    reads = frozenset(f"{database}.{name}" for database, name in named if database != ANALYTICS)
    comment = " ".join(line.removeprefix("-- ") for line in _leading_comment(ddl))
    return View(path.stem, ddl, comment, needs, reads)


def _read_query(path: Path) -> Query:
    sql = path.read_text("utf-8")
    head, columns = _read_head(_leading_comment(sql))
    try:
        parameters = head["parameters"]
        return Query(
            name=path.stem,
            question=head["question"],
            grain=head["grain"],
            owner=head["owner"],
            scans=head["scans"],
            parameters=() if parameters == "none" else tuple(parameters.split(", ")),
            columns=columns,
            sql=sql,
        )
    except KeyError as error:
        raise CatalogError(f"{path} does not tell its {error}") from error


def _leading_comment(sql: str) -> Iterator[str]:
    for line in sql.splitlines():
        if not line.startswith("--"):
            return
        yield line


def _read_head(lines: Iterator[str]) -> tuple[dict[str, str], dict[str, str]]:
    head: dict[str, str] = {}
    columns: dict[str, str] = {}
    for line in lines:
        if match := _COLUMN.match(line):
            columns[match[1]] = match[2]
        elif match := _HEAD.match(line):
            head[match[1]] = match[2] or ""
    return head, columns
