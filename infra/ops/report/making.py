"""From a copy of the lake to a file with the report in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analytics import engine
from contracts.clock import Clock
from infra.ops.report import page, reading
from infra.ops.report.language import LocaleName
from infra.ops.report.reading import Rows
from infra.ops.report.week import Week

FILE_NAME = "report.html"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which report; the last complete week if none is given, all origins if none is."""

    week: Week | None = None
    locale: LocaleName = "en"
    origin: str = ""


class AnalyticsLake:
    """The questions of ``analytics``, answered by its own engine."""

    def __init__(self, lake: engine.Lake) -> None:
        self._lake = lake

    def rows(self, name: str, **parameters: Any) -> Rows:
        return self._lake.run(name, parameters).as_dicts()

    def view(self, name: str) -> Rows:
        return self._lake.ask(f"SELECT * FROM analytics.{name}").as_dicts()


@contextmanager
def opened(directory: Path) -> Iterator[AnalyticsLake]:
    """The lake of this directory; an empty one where there is none."""
    with engine.open_lake(directory, in_memory=True) as lake:  # it asks dozens of questions
        yield AnalyticsLake(lake)


def make(lake: reading.Lake, wanted: Wanted, clock: Clock) -> str:
    """The report as one HTML document; of an empty lake, what to do about it."""
    if reading.is_empty(lake):
        return page.render_empty(wanted.locale)
    now = clock.now()
    week = wanted.week or Week.last_complete(reading.data_until(lake), now.date())
    facts = reading.read(lake, week, origin=wanted.origin)
    return page.render(facts, wanted.locale, now)
