"""What a job is told: where the lake is, and which days of receipt are new.

Glue passes arguments of its own beside ours; they are left alone.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from contracts.clock import Clock, SystemClock


@dataclass(frozen=True, slots=True)
class Window:
    """The days of receipt whose rows are new, both included, as ``2026-03-02``."""

    first: str
    last: str

    def __post_init__(self) -> None:
        if date.fromisoformat(self.first) > date.fromisoformat(self.last):
            raise ValueError(f"--from {self.first} is after --to {self.last}")


@dataclass(frozen=True, slots=True)
class Arguments:
    """``window`` is None for everything there is; ``imports`` are those that are new."""

    lake: str
    window: Window | None = None
    imports: tuple[str, ...] = ()


def parse(argv: Sequence[str], clock: Clock | None = None) -> Arguments:
    """The arguments after the program's name; an open end of the window is that of the lake.

    ``--last-days`` is for a schedule, whose arguments are the same every day: the window ends
    with the clock's day.

    Raises:
        SystemExit: with a message, for arguments that make no sense.
    """
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--lake", required=True, help="s3://bucket, or a directory")
    parser.add_argument("--from", dest="first", type=_day, default=None)
    parser.add_argument("--to", dest="last", type=_day, default=None)
    parser.add_argument("--last-days", type=int, default=None, help="in place of --from and --to")
    parser.add_argument("--imports", default="", help="names of new imports of history, by comma")
    known, _ = parser.parse_known_args(argv)
    imports = tuple(name for name in known.imports.split(",") if name)
    if known.last_days is not None:
        if known.first or known.last or known.last_days < 1:
            parser.error("--last-days is one or more, and in place of --from and --to")
        known.last = (clock or SystemClock()).now().date().isoformat()
        known.first = shifted(known.last, 1 - known.last_days)
    try:
        return Arguments(known.lake, _window(known.first, known.last, imports), imports)
    except ValueError as error:
        parser.error(str(error))


def days_from(first: str, last: str) -> list[str]:
    """Every day from one to the other, both included."""
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return [(start + timedelta(days=n)).isoformat() for n in range((end - start).days + 1)]


def shifted(day: str, by: int) -> str:
    """The day so many days later."""
    return (date.fromisoformat(day) + timedelta(days=by)).isoformat()


def _window(first: str | None, last: str | None, imports: tuple[str, ...]) -> Window | None:
    if first is None and last is None and not imports:
        return None
    if first is None and last is None:
        return Window("0001-01-01", "0001-01-01")  # history only: no day of receipt is new
    return Window(first or "0001-01-01", last or "9999-12-31")


def _day(text: str) -> str:
    return date.fromisoformat(text).isoformat()
