"""``make bench``: start a platform, measure it, print figure and budget, write JSON."""

import asyncio
import contextlib
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import msgspec
from rich.console import Console
from rich.table import Table

from infra.local.demo.seed import seed
from infra.local.measurements import as_document
from infra.local.platform import LocalPlatform
from tests.bench.figures import Figure
from tests.bench.history import history_figures
from tests.bench.importing import import_rate
from tests.bench.lake import lake_figures
from tests.bench.scenarios import measure
from tests.bench.transforming import transform_rates

RESULTS = Path(__file__).resolve().parents[2] / "bench-results" / "latest.json"
_console = Console()


def main() -> None:
    """Measure on a platform that is thrown away afterwards."""
    os.environ["EDGE_RATE_LIMITS"] = "off"
    with tempfile.TemporaryDirectory() as home:
        platform = LocalPlatform.on_free_ports(Path(home) / "mercato")
        with _started(platform) as figures:
            _console.print("measuring operations …")
            figures += asyncio.run(measure(platform))
            figures.append(_memory(platform))
            _console.print("importing …")
            figures.append(import_rate(platform))
    _console.print("transforming …")
    figures += transform_rates()
    _console.print("building a lake of a million events …")
    figures += lake_figures()
    _console.print("loading a year of another shop's history …")
    figures += history_figures()
    _write(figures)
    _console.print(_table(figures))


@contextlib.contextmanager
def _started(platform: LocalPlatform) -> Iterator[list[Figure]]:
    """A platform with the demo catalogue, and how long it took to come up twice."""
    try:
        cold = _timed(platform.start)
        _console.print("filling the shelves …")
        seeded = _timed(lambda: seed(platform.environment()))
        platform.stop()
        warm = _timed(platform.start)
        yield [
            Figure(name="start, empty data directory", value=cold, unit="s"),
            Figure(name="seed the demo catalogue", value=seeded, unit="s"),
            Figure(name="start, warm", value=warm, unit="s", budget=15),
        ]
    finally:
        platform.stop()


def _timed(action: object) -> float:
    started = perf_counter()
    action()  # type: ignore[operator]
    return perf_counter() - started


def _memory(platform: LocalPlatform) -> Figure:
    used = as_document(platform.home, platform.state)["memory_bytes"] / 1e6
    return Figure(name="memory, everything", value=used, unit="MB", budget=1500)


def _write(figures: list[Figure]) -> None:
    RESULTS.parent.mkdir(exist_ok=True)
    documents = [
        {**msgspec.to_builtins(figure), "ratio": figure.ratio, "within": figure.is_within}
        for figure in figures
    ]
    RESULTS.write_text(json.dumps(documents, indent=2) + "\n")


def _table(figures: list[Figure]) -> Table:
    table = Table(title="Mercato, measured", title_justify="left")
    table.add_column("what")
    for heading in ("figure", "budget", "ratio"):
        table.add_column(heading, justify="right")
    table.add_column("note", style="dim")
    for figure in figures:
        colour = {True: "green", False: "red", None: "white"}[figure.is_within]
        table.add_row(
            figure.name,
            f"{figure.value:,.2f} {figure.unit}",
            "" if figure.budget is None else f"{figure.budget:g} {figure.unit}",
            "" if figure.ratio is None else f"[{colour}]{figure.ratio:.2f}[/]",
            figure.note,
        )
    return table


if __name__ == "__main__":
    main()
