"""Fixtures for every kind of test: engines are started once per run, on free ports.

Which AWS calls the run made is compared with ``infra/access.yaml`` at its end: whatever was called
must be allowed, and after a whole run whatever is allowed must have been called.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from contracts.clock import FrozenClock
from infra.local.engines import Engines, running_engines
from infra.local.environment import Environment
from infra.local.platform import LocalPlatform
from tests.recorded_access import findings

_RECORDING = "RECORD_AWS_CALLS"
_calls = pytest.StashKey[Path]()
_findings = pytest.StashKey[list[str]]()


# What takes longest begins first, or the others wait for it at the end; the rest goes by number.
_LONGEST = (
    "platform",
    "integration/lake",
    "integration/local",
    "integration/order",
    "integration/payment",
    "infra/test_rehearsal.py",
    "infra/test_plans.py",
    "infra/test_terraform.py",
)


class ByFolder(LoadScopeScheduling):  # type: ignore[misc] # xdist has no types for it
    """`make test` runs groups of tests side by side: each folder with its own costly fixtures, and
    what uses the one running platform.
    """

    def _split_scope(self, nodeid: str) -> str:
        kind, folder = nodeid.partition("::")[0].split("/")[1:3]
        return f"{kind}/{folder}" if kind in ("unit", "integration", "infra") else "platform"

    def _assign_work_unit(self, node: Any) -> None:
        longest = next((scope for scope in _LONGEST if scope in self.workqueue), None)
        if longest is not None:
            self.workqueue.move_to_end(longest, last=False)
        super()._assign_work_unit(node)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    return ByFolder(config, log)


def pytest_configure(config: pytest.Config) -> None:
    """Workers and what they start write where the process that started the run says."""
    if _RECORDING not in os.environ:
        config.stash[_calls] = Path(tempfile.mkdtemp(prefix="aws-calls-"))
        os.environ[_RECORDING] = str(config.stash[_calls])


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    calls = session.config.stash.get(_calls, None)
    if calls is None:
        return
    whole = exitstatus == pytest.ExitCode.OK and _is_whole(session.config)
    found = findings(calls, whole=whole)
    session.config.stash[_findings] = found
    if found and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    shutil.rmtree(calls)
    del os.environ[_RECORDING]


def _is_whole(config: pytest.Config) -> bool:
    """Whether everything was to run: a part of the tests cannot need all permissions."""
    chosen = ("keyword", "markexpr", "deselect", "lf", "stepwise", "ignore", "collectonly")
    picked = any(getattr(config.option, name, None) for name in chosen)
    return config.args_source is pytest.Config.ArgsSource.TESTPATHS and not picked


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    found = config.stash.get(_findings, None)
    if found:
        terminalreporter.section("infra/access.yaml and what was called differ", red=True)
        for each in found:
            terminalreporter.line(each)


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
