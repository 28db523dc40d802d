"""A stocked Mercato for what looks at pages outside of the tests: the bench and the screenshots."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.local.demo.seed import seed
from infra.local.environment import Environment, load_environment
from infra.local.platform import LocalPlatform

BUILT = Path(__file__).resolve().parents[3] / "storefront" / "dist"


@contextmanager
def stocked_shop() -> Iterator[Environment]:
    """A platform with the demo catalogue that is thrown away afterwards.

    BROWSER_SHOP=running takes the one that EDGE_PORT and MERCATO_HOME point to: quick, while one
    works on it.
    """
    if is_running_one_wanted():
        yield load_environment()
        return
    os.environ["EDGE_RATE_LIMITS"] = "off"  # one visitor looks at more than any person does
    with tempfile.TemporaryDirectory() as home:
        platform = LocalPlatform.on_free_ports(Path(home) / "mercato")
        try:
            platform.start()
            seed(platform.environment())
            yield platform.environment()
        finally:
            platform.stop()


def is_running_one_wanted() -> bool:
    return os.environ.get("BROWSER_SHOP") == "running"
