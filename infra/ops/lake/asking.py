"""`mercato lake query`: a table for people, CSV or JSON for programs."""

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, NoReturn

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from analytics import catalog
from analytics.catalog import CURATED
from analytics.engine import Limits, Result, open_lake
from analytics.errors import QueryError
from infra.local.environment import default_home

_console = Console(highlight=False, width=None if sys.stdout.isatty() else 160)
_errors = Console(stderr=True, highlight=False)
_NUMBERS = ("decimal", "bigint", "integer", "double", "smallint", "tinyint", "real")


Form = Literal["table", "csv", "json"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked, and in which form the answer is wanted."""

    question: str
    parameters: Mapping[str, str]
    redefine: Mapping[str, str]
    form: Form
    limit: int
    timeout: float


def home_lake(directory: Path | None) -> Path:
    """The copy of the bucket that belongs to this clone."""
    return directory or default_home() / "lake"


def parameters(from_day: str | None, to_day: str | None, given: Iterable[str]) -> dict[str, str]:
    """``--from`` and ``--to`` are short for two parameters."""
    days = {"from_day": from_day, "to_day": to_day}
    return {name: value for name, value in days.items() if value is not None} | pairs(given)


def pairs(given: Iterable[str]) -> dict[str, str]:
    """``name=value`` options by name."""
    split = [each.partition("=") for each in given]
    for name, equals, value in split:
        if not equals or not name:
            _give_up(QueryError(f"{name or value!r} has no value", hint="write it as name=value"))
    return {name: value for name, _, value in split}


def form_of(*, table: bool, csv: bool, json: bool) -> Form:
    """The form that was asked for, or what suits a terminal or a pipe."""
    wanted: dict[Form, bool] = {"table": table, "csv": csv, "json": json}
    chosen = [form for form, is_wanted in wanted.items() if is_wanted]
    if len(chosen) > 1:
        _give_up(QueryError("an answer has one form", hint="leave all but one out"))
    return chosen[0] if chosen else "table" if sys.stdout.isatty() else "csv"


def ask(directory: Path, request: Request) -> None:
    """Print the answer, or say what is wrong with the question and end with exit code 1."""
    rows = request.limit if request.form == "table" else None
    with _explained(request.question):
        if not request.question.strip():
            raise QueryError("nothing is asked", hint="`--list` shows questions")
        limits = Limits(seconds=request.timeout, rows=rows)
        with open_lake(directory, redefine=request.redefine, limits=limits) as lake:
            result = lake.run(request.question, request.parameters)
    _FORMS[request.form](result)
    _tell_origins(result)
    if not (directory / CURATED).is_dir():
        _errors.print(f"{directory} has no tables yet: `mercato lake build` makes them.")


def show_queries() -> None:
    """Every named query with its question."""
    table = _new_table("name", "question", "one row per", "owner")
    for query in catalog.queries().values():
        table.add_row(query.name, query.question, query.grain, query.owner)
    _console.print(table)


def show_tables(directory: Path, name: str = "") -> None:
    """Every table and view, or the columns of one."""
    with _explained(""), open_lake(directory) as lake:
        if not name:
            _console.print("\n".join(lake.tables), soft_wrap=True)
            return
        table = _new_table("column", "type")
        for column, kind in lake.columns_of(name).items():
            table.add_row(column, kind)
    _console.print(table)


def _print_table(result: Result) -> None:
    table = _new_table()
    for column in result.columns:
        is_number = column.type.startswith(_NUMBERS)
        table.add_column(column.name, justify="right" if is_number else "left", overflow="fold")
    for row in result.rows:
        table.add_row(*(_shown(value) for value in row))
    _console.print(table)
    more = " or more" if result.is_cut else ""
    _console.print(
        f"{len(result.rows):,}{more} rows · {result.seconds:.2f} s · "
        f"{result.rows_scanned:,} rows and {_size(result.bytes_scanned)} scanned",
        style="dim",
    )


def _print_csv(result: Result) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([column.name for column in result.columns])
    writer.writerows([_plain(value) for value in row] for row in result.rows)


def _print_json(result: Result) -> None:
    """Amounts are strings: a reader's float would not be the amount."""
    document = {
        "columns": [{"name": each.name, "type": each.type} for each in result.columns],
        "rows": [[_jsonable(value) for value in row] for row in result.rows],
        "origins": result.origins,
        "has_simulated_data": result.has_simulated_data,
        "rows_scanned": result.rows_scanned,
        "bytes_scanned": result.bytes_scanned,
    }
    json.dump(document, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


def _tell_origins(result: Result) -> None:
    if result.has_simulated_data:
        _errors.print("A part of this lake's data is simulated: `data_origins` says how much.")


def _new_table(*headings: str) -> Table:
    return Table(*headings, box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)


def _shown(value: Any) -> str | Text:
    if value is None:
        return Text("–", style="dim")
    if isinstance(value, Decimal):
        return f"{value:,f}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else Text(_plain(value))


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date | datetime):
        return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return json.dumps(value, default=str) if isinstance(value, list | dict) else str(value)


def _jsonable(value: Any) -> Any:
    if isinstance(value, list):
        return [_jsonable(each) for each in value]
    if isinstance(value, dict):
        return {key: _jsonable(each) for key, each in value.items()}
    return value if value is None or isinstance(value, bool | int | float) else _plain(value)


def _size(count: int) -> str:
    return f"{count / 1e6:,.1f} MB" if count >= 100_000 else f"{count / 1e3:,.1f} kB"


@contextmanager
def _explained(question: str) -> Iterator[None]:
    try:
        yield
    except QueryError as error:
        _give_up(error, question)


def _give_up(error: QueryError, question: str = "") -> NoReturn:
    _errors.print(f"error: {error}", markup=False, soft_wrap=True)
    lines = question.splitlines()
    if error.line and error.line <= len(lines):
        _errors.print(f"  {lines[error.line - 1]}", markup=False, soft_wrap=True)
        _errors.print(f"  {' ' * max(error.column - 1, 0)}^", markup=False)
    if error.hint:
        _errors.print(f"hint: {error.hint}", markup=False, soft_wrap=True)
    raise typer.Exit(1)


_FORMS = {"table": _print_table, "csv": _print_csv, "json": _print_json}
