"""`mercato lake load-history` and `imports`, as people see them."""

import csv
import json
import re
import secrets
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import IO, Any, Final, NoReturn
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from contracts.clock import Clock
from infra.ops.history.findings import Finding, UnreadableError
from infra.ops.history.load import Importer, Options, import_name
from infra.ops.history.mapping import OWN, Mapping, load_mapping, preset
from infra.ops.history.places import Bucket, Directory, Place
from infra.ops.history.staging import Summary

_console = Console(highlight=False, width=None if sys.stdout.isatty() else 160)
_errors = Console(stderr=True, highlight=False)
_SHOWN_OF_EACH_CODE: Final = 5
_COLUMNS: Final = Finding.__struct_fields__
_NEXT: Final = "`mercato lake build` brings it into the tables."


class ExitCode(IntEnum):
    """What a script learns; typer itself uses 2 for a command line that it does not understand."""

    ALL_LOADED = 0
    SOME_REFUSED = 1
    NOTHING_LOADED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """The command line."""

    files: Sequence[Path]
    name: str | None
    shop: str | None
    preset: str | None
    mapping: Path | None
    constants: dict[str, str]
    time_zone: str | None
    decimal: str | None
    customer_key: Path | None
    dry_run: bool
    report: Path | None


def load(wish: Wish, place: Place, clock: Clock) -> ExitCode:
    """Load what the command line asks for, and tell about it."""
    try:
        options = _options(wish)
        with _Desk(wish) as desk:
            summary = Importer(options, clock, desk).load(wish.files, place)
    except UnreadableError as error:
        _errors.print(f"[red]error:[/] {escape(str(error))}\nhint: {escape(error.advice)}")
        return ExitCode.NOTHING_LOADED
    _conclude(options, summary, desk)
    if not summary.lines:
        return ExitCode.NOTHING_LOADED
    return ExitCode.SOME_REFUSED if desk.errors else ExitCode.ALL_LOADED


def show(place: Place) -> None:
    """Every import that the lake has."""
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for title in ("import", "files", "loaded", "from", "to"):
        table.add_column(title)
    for title in ("orders", "lines", "sold"):
        table.add_column(title, justify="right")
    for name, summary in place.imports():
        table.add_row(name, *(_cells(summary) if summary else ("", "unknown", "", "", "", "", "")))
    if table.row_count:
        _console.print(table)
    else:
        _console.print("No history was loaded. `mercato lake load-history FILE` does that.")


def remove(place: Place, name: str) -> None:
    """Take an import out of the lake."""
    if not place.remove(name):
        known = ", ".join(each for each, _ in place.imports()) or "none"
        _give_up(f"there is no import {name!r}", f"imports: {known}")
    _console.print(f"{name} is removed. `mercato lake build` takes it out of the tables.")


def home_place(directory: Path | None) -> Place:
    """The lake of this clone's platform, or a directory that looks like it."""
    if directory is not None:
        return Directory(directory)
    from infra.local.commands import platform_of_this_clone
    from infra.local.demo.seed import s3_of
    from infra.local.environment import bucket_name

    platform = platform_of_this_clone()
    if platform.state is None:
        _give_up("nothing is running", "`make up` starts the shop; --directory needs none")
    return Bucket(s3_of(platform.environment()), bucket_name("lake"))


def _options(wish: Wish) -> Options:
    mapping = _mapping(wish)
    if wish.decimal is not None:
        mapping = msgspec.structs.replace(mapping, decimal=wish.decimal)
    name = import_name(wish.name or _name_of(wish.files[0]))
    return Options(
        name=name,
        shop=import_name(wish.shop or name),
        mapping=mapping,
        constants=wish.constants,
        zone=_zone(wish.time_zone),
        customer_key=_customer_key(wish.customer_key),
        dry_run=wish.dry_run,
    )


def _mapping(wish: Wish) -> Mapping:
    if wish.preset and wish.mapping:
        raise UnreadableError("a preset and a mapping were given", "say one of them")
    if wish.preset:
        return preset(wish.preset)
    return load_mapping(wish.mapping) if wish.mapping else OWN


def _name_of(path: Path) -> str:
    """``Orders 2023.csv.gz`` is the import ``orders-2023``."""
    stem = path.name.casefold().removesuffix(".gz").removesuffix(".csv")
    return re.sub(r"[^a-z0-9_]+", "-", stem).strip("-_")[:63]


def _zone(name: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise UnreadableError(
            f"{name!r} is no time zone", "write it like Europe/Berlin or UTC"
        ) from error


def _customer_key(path: Path | None) -> bytes:
    """The key of pseudonyms: kept by the merchant, or thrown away so that nobody can undo them."""
    if path is None:
        return secrets.token_bytes(32)
    key = path.read_bytes().strip()
    if len(key) < 16:
        raise UnreadableError(
            f"the key in {path} is too short", "16 random characters or more, such as a UUID"
        )
    return key


class _Desk:
    """Shows progress and the first findings of each kind; all of them go into the report."""

    def __init__(self, wish: Wish) -> None:
        self._wish = wish
        self._kinds: Counter[str] = Counter()
        self._stack = ExitStack()
        self._progress = _new_progress()
        self._tasks: dict[str, TaskID] = {}
        self._report: _Report | None = None
        self.errors = 0
        self.warnings = 0

    def __enter__(self) -> "_Desk":
        self._stack.enter_context(self._progress)
        for path in self._wish.files:
            size = max(path.stat().st_size, 1)
            self._tasks[path.name] = self._progress.add_task(path.name, total=size, note="")
        if self._wish.report is not None:
            self._report = _Report(self._stack, self._wish.report)
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def progress(self, file: str, position: int, lines: int) -> None:
        self._progress.update(self._tasks[file], completed=position, note=f"{lines:,} lines")

    def finding(self, finding: Finding) -> None:
        if finding.severity == "error":
            self.errors += 1
        else:
            self.warnings += 1
        if self._report is not None:
            self._report.add(finding)
        self._kinds[finding.code] += 1
        if self._kinds[finding.code] <= _SHOWN_OF_EACH_CODE:
            self._progress.console.print(_line(finding), soft_wrap=True)
        elif self._kinds[finding.code] == _SHOWN_OF_EACH_CODE + 1:
            self._progress.console.print(f"[dim]  … and more of {finding.code}; see --report[/]")


class _Report:
    """All findings in a file: CSV, or JSON lines."""

    def __init__(self, stack: ExitStack, path: Path) -> None:
        self._file: IO[str] = stack.enter_context(path.open("w", newline="", encoding="utf-8"))
        self._is_json = path.suffix in (".json", ".jsonl")
        self._rows = csv.DictWriter(self._file, _COLUMNS)
        if not self._is_json:
            self._rows.writeheader()

    def add(self, finding: Finding) -> None:
        row: dict[str, Any] = msgspec.to_builtins(finding)
        if self._is_json:
            self._file.write(json.dumps(row, ensure_ascii=False) + "\n")
        else:
            self._rows.writerow(row)


def _conclude(options: Options, summary: Summary, desk: _Desk) -> None:
    left_out = summary.lines_read - summary.lines
    is_loaded = bool(summary.lines) and not options.dry_run
    _console.print(
        f"{summary.lines:,} lines of {summary.orders:,} orders "
        f"{f'are loaded as {options.name}' if is_loaded else 'are sound'}"
        f"{f', {left_out:,} lines are left out' if left_out else ''}."
    )
    if summary.skipped_orders:
        _console.print(f"{summary.skipped_orders:,} orders were never paid, and count nowhere.")
    for each in summary.totals:
        _console.print(f"  sold: {each.total:,} {each.currency}")
    if desk.errors or desk.warnings:
        _console.print(f"{desk.errors:,} errors, {desk.warnings:,} warnings.")
    if options.dry_run:
        _console.print("A dry run: nothing was changed.")
    elif not summary.lines:
        _console.print("No line is sound: what was loaded before under this name stays.")
    else:
        _console.print(_NEXT)


def _cells(summary: Summary) -> tuple[str, ...]:
    days = [f"{each:%Y-%m-%d}" if each else "" for each in (summary.first, summary.last)]
    sold = "\n".join(f"{each.total:,} {each.currency}" for each in summary.totals)
    return (
        ", ".join(summary.files),
        f"{summary.loaded_at:%Y-%m-%d %H:%M}",
        *days,
        f"{summary.orders:,}",
        f"{summary.lines:,}",
        sold,
    )


def _line(finding: Finding) -> str:
    colour = "red" if finding.severity == "error" else "yellow"
    column = f" [{finding.column}]" if finding.column else ""
    place = escape(f"{finding.file}:{finding.line}{column}")
    said = escape(f"{finding.reason} {finding.advice}")
    return f"[{colour}]{finding.severity}[/] {place} {said} [dim]{finding.code}[/]"


def _new_progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[note]}", style="dim"),
        console=_console,
    )


def _give_up(reason: str, hint: str) -> NoReturn:
    _errors.print(f"[red]error:[/] {escape(reason)}\nhint: {escape(hint)}")
    raise typer.Exit(ExitCode.NOTHING_LOADED)
