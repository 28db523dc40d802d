"""How fast a merchant moves in: from a file to products that are stocked and can be found."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from infra.local.engines import base_environment
from infra.local.environment import REPOSITORY
from infra.local.platform import LocalPlatform
from tests.bench.figures import Figure

PRODUCTS = 5_000
_TARGET = 19_406 / 180  # the catalogue that the budget names, in its three minutes


def import_rate(platform: LocalPlatform) -> Figure:
    """Products a second, by the command that merchants use, which waits for stock and search."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.jsonl"
        path.write_text("".join(json.dumps(_product(number)) + "\n" for number in range(PRODUCTS)))
        started = perf_counter()
        subprocess.run(
            [sys.executable, "-m", "infra.cli", "catalog", "import", str(path)],
            cwd=REPOSITORY,
            env=base_environment() | {"MERCATO_HOME": str(platform.home), "COLUMNS": "100"},
            check=True,
            capture_output=True,
            timeout=300,
        )
        seconds = perf_counter() - started
    return Figure(
        name="import, to stocked and found",
        value=PRODUCTS / seconds,
        unit="/s",
        budget=_TARGET,
        better="higher",
        note=f"{PRODUCTS:,} products in {seconds:.0f} s",
    )


def _product(number: int) -> dict[str, object]:
    handle = f"bench-product-{number:05}"
    return {
        "handle": handle,
        "title": f"Bench product {number}",
        "description_html": f"<p>The {number}th of many, to see how fast they come in.</p>",
        "brand": f"Brand {number % 40}",
        "category": ["Bench", f"Shelf {number % 20}"],
        "status": "active",
        "variants": [{"sku": handle.upper(), "prices": {"EUR": 500 + number}, "on_hand": 10}],
    }
