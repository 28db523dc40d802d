"""How fast a merchant's past moves in: a year of groceries, from a CSV file to queried tables."""

import os
import tempfile
from decimal import Decimal
from pathlib import Path
from time import perf_counter

from typer.testing import CliRunner

from analytics.engine import open_lake
from infra.local.lake.build import build
from infra.ops.lake.commands import app
from tests.bench.figures import Figure
from tests.integration.lake.history_sets import completejourney

_BESIDE = Path(__file__).resolve().parents[3] / "shared" / "data"
_PUBLISHED = (Decimal("4596039.58"), 155_848, Decimal("26359.90"))


def history_figures() -> list[Figure]:
    """Nothing where the data set, which is not ours to pass on, is not there."""
    source = Path(os.environ.get("MERCATO_SHARED_DATA", _BESIDE))
    if not (source / "completejourney").is_dir():
        return []
    with tempfile.TemporaryDirectory() as folder:
        lake = Path(folder) / "lake"
        loading = _load(source, Path(folder), lake)
        started = perf_counter()
        build(lake)
        building = perf_counter() - started
        _require_exact(lake)
    note = "1,469,307 lines, exact"
    return [
        Figure(name="load a year of history", value=loading, unit="s", note=note),
        Figure(name="build its tables", value=building, unit="s", note=note),
    ]


def _load(source: Path, directory: Path, lake: Path) -> float:
    history = completejourney(source, directory)
    arguments = ["load-history", str(history.file), *history.options, "--directory", str(lake)]
    started = perf_counter()
    loaded = CliRunner().invoke(app, arguments)
    seconds = perf_counter() - started
    if loaded.exit_code:
        raise RuntimeError(loaded.output)
    return seconds


def _require_exact(directory: Path) -> None:
    """A figure about wrong numbers would be worth nothing."""
    with open_lake(directory) as lake:
        ((sold, orders),) = lake.run("SELECT SUM(total), COUNT(*) FROM curated.orders").rows
        ((coupons,),) = lake.run("SELECT SUM(amount) FROM curated.order_discounts").rows
    if (sold, orders, coupons) != _PUBLISHED:
        raise RuntimeError(f"{(sold, orders, coupons)} is not {_PUBLISHED}")
