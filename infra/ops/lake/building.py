"""`mercato lake build`: what is new in the raw zone becomes rows of the curated tables."""

from datetime import date
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from infra.local.commands import platform_of_this_clone
from infra.local.lake.build import (
    Build,
    BuildError,
    Span,
    build,
    build_platform,
)
from infra.local.lake.words import Began, Done, Published, Word
from infra.ops.refusal import give_up

_console = Console(highlight=False)


def build_lake(
    directory: Path | None, first: str | None, last: str | None, *, everything: bool
) -> None:
    """Build, tell how it goes, and end with exit code 1 where it failed."""
    span = _span(first, last)
    if span is not None and everything:
        give_up("--all builds every day; --from and --to some", "leave one of them out")
    try:
        with Jobs() as jobs:
            done = _build(directory, span, everything, jobs)
    except BuildError as error:
        give_up(str(error), error.hint)
    _tell(done)


def catch_up() -> None:
    """Build what is new in this clone's lake; of a shop that is down, the last copy will do."""
    if platform_of_this_clone().state is not None:
        build_lake(None, None, None, everything=False)


class Jobs:
    """The running job with its time; those that are done stay on the screen."""

    def __init__(self) -> None:
        self._progress = Progress(
            SpinnerColumn(finished_text="[green]✓[/]"),
            TextColumn("{task.description}"),
            TextColumn("[dim]{task.fields[note]}"),
            TimeElapsedColumn(),
            console=_console,
        )
        self._task = self._progress.add_task("reading the bucket", total=1, note="")

    def __enter__(self) -> "Jobs":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._finish()
        self._progress.stop()

    def __call__(self, word: Word) -> None:
        """A word of the process that runs the jobs."""
        if isinstance(word, Began):
            self._finish()
            self._task = self._progress.add_task(word.job, total=1, note="")
        elif isinstance(word, Published):
            self._progress.update(self._task, note=f"{word.table}: {word.rows:,} rows")
        elif isinstance(word, Done):
            self._finish()

    def _finish(self) -> None:
        self._progress.update(self._task, completed=1)


def _build(directory: Path | None, span: Span | None, everything: bool, jobs: Jobs) -> Build:
    if directory is not None:
        if not (directory / "raw").is_dir():
            raise BuildError(
                f"{directory} has no raw zone", "`mercato simulate --output` makes one"
            )
        return build(directory, span=span, everything=everything, listener=jobs)
    platform = platform_of_this_clone()
    if platform.state is None:
        raise BuildError("nothing is running", "`make up` starts the shop; --directory needs none")
    environment = platform.environment()
    return build_platform(environment, span=span, everything=everything, listener=jobs)


def _tell(done: Build) -> None:
    if not done.tables:
        _console.print("[bold green]✓[/] nothing is new: every table is up to date")
        return
    table = Table("table", box=None, header_style="bold", pad_edge=False)
    for heading in ("rows", "days changed", "unchanged", "removed"):
        table.add_column(heading, justify="right")
    for each in done.tables:
        figures = (each.rows, each.written, each.unchanged, each.removed)
        table.add_row(each.table, *(f"{figure:,}" for figure in figures))
    _console.print(table)
    _console.print(
        f"[bold green]✓[/] {done.rows_in:,} raw rows of {len(done.news.files):,} files "
        f"in {done.seconds:.0f} s"
    )


def _span(first: str | None, last: str | None) -> Span | None:
    for day in (first, last):
        if day is not None and not _is_day(day):
            give_up(f"{day!r} is not a day", "write it like 2026-03-02")
    if first and last and first > last:
        give_up(f"--from {first} is after --to {last}", "swap them")
    return Span(first, last) if first or last else None


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
