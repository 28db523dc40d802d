"""`mercato lake report`: the Monday report as a file."""

import webbrowser
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from analytics.errors import QueryError
from contracts.clock import SystemClock
from infra.local.environment import default_home
from infra.ops.lake.asking import home_lake
from infra.ops.refusal import give_up
from infra.ops.report.language import LocaleName
from infra.ops.report.making import FILE_NAME, Wanted, make, opened
from infra.ops.report.week import Week, WeekError

_console = Console(highlight=False)


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for on the command line."""

    week: str | None
    locale: LocaleName
    origin: str
    output: Path | None
    is_shown: bool
    directory: Path | None


def report(order: Order) -> None:
    """Make the report, say where it is, and end with exit code 1 where it could not be made."""
    lake = home_lake(order.directory)
    path = order.output or lake / FILE_NAME
    try:
        week = Week.parse(order.week) if order.week else None
        with _console.status("asking the lake …"), opened(lake) as source:
            wanted = Wanted(week=week, locale=order.locale, origin=order.origin)
            document = make(source, wanted, SystemClock())
    except WeekError as error:
        give_up(str(error), "weeks begin on Monday, as in ISO 8601")
    except QueryError as error:
        give_up(str(error), error.hint or "`mercato lake build` brings the tables up to date")
    _write(path, document)
    _console.print(f"[bold green]✓[/] {path}", soft_wrap=True)
    if path == default_home() / "lake" / FILE_NAME:
        _console.print("  a running shop shows it at /dev/analytics")
    if order.is_shown:
        webbrowser.open(path.resolve().as_uri())


def _write(path: Path, document: str) -> None:
    """Whole or not at all: the edge may be reading it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(document)
    partial.replace(path)
