"""Fixtures for every kind of test: engines are started once per run, on free ports."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from contracts.clock import FrozenClock
from infra.local.engines import Engines, running_engines
from infra.local.environment import Environment
from infra.local.platform import LocalPlatform


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep together what shares something costly: `make test` runs groups side by side."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group_of(item)))


def _group_of(item: pytest.Item) -> str:
    """The one running platform for all that use it, otherwise the folder and its own fixtures."""
    if "platform" in getattr(item, "fixturenames", ()):
        return "platform"
    return "/".join(item.nodeid.partition("::")[0].split("/")[1:3])


@pytest.fixture(scope="session")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    """Every engine, real and running, with its state in a directory of this run."""
    with running_engines(tmp_path_factory.mktemp("engines")) as running:
        yield running


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Environment]:
    """The whole of Mercato, running and empty, beside whatever else runs on this machine."""
    local = LocalPlatform.on_free_ports(tmp_path_factory.mktemp("platform"))
    os.environ["EDGE_RATE_LIMITS"] = "off"  # a test run asks more than any one client may
    try:
        local.start()
        yield local.environment()
    finally:
        del os.environ["EDGE_RATE_LIMITS"]
        local.stop()


@pytest.fixture(scope="session")
def stocked_platform(platform: Environment) -> Environment:
    """The platform with the demo catalogue on its shelves."""
    from infra.local.demo.seed import seed

    seed(platform)
    return platform


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Data sets that are not in the repository; MERCATO_SHARED_DATA overrides ../shared/data."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    directory = Path(os.environ.get("MERCATO_SHARED_DATA", beside))
    if not directory.is_dir():
        pytest.skip("the shared data sets are not on this machine")
    return directory


@pytest.fixture
def clock() -> FrozenClock:
    """A clock that stands at noon of a quiet Monday until told otherwise."""
    return FrozenClock(datetime(2026, 3, 2, 12, 0, tzinfo=UTC))
