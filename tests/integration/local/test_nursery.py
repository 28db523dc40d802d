"""Processes forked from the nursery are children like any other, and no copies of each other."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.local.engines import base_environment
from infra.local.environment import REPOSITORY
from infra.local.nursery import Nursery
from infra.local.processes import Child, Program
from infra.local.programs import nursery_command

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the nursery needs Linux")


@pytest.fixture(scope="module")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    with (tmp_path_factory.mktemp("nursery") / "log").open("wb") as log:
        nursery = Nursery(nursery_command(), base_environment(), REPOSITORY, log)
    nursery.wait_until_ready()
    yield nursery
    nursery.close()


def born(nursery: Nursery, directory: Path, name: str, source: str) -> Child:
    """A child that runs ``source`` as a module of its own."""
    (directory / f"{name}.py").write_text(source)
    program = Program(
        name=name,
        kind="service",
        argv=(sys.executable, "-m", name, "first", "second"),
        env={**base_environment(), "TOLD": "yes"},
        is_ready=lambda: True,
        cwd=directory,
        module=name,
    )
    return Child(program, directory / f"{name}.log", nursery)


def test_a_module_runs_as_it_would_by_itself(nursery: Nursery, tmp_path: Path) -> None:
    source = """
import os, sys
print(__name__, sys.argv[1:], os.environ["TOLD"], os.getcwd(), os.getppid(), os.getsid(0))
sys.exit(7)
"""
    child = born(nursery, tmp_path, "probe", source)
    assert child.wait(10)
    assert child.exit_code == 7
    said = child.log.read_text().split()
    assert said[:4] == ["__main__", "['first',", "'second']", "yes"]
    assert said[4:] == [str(tmp_path), str(os.getpid()), str(child.pid)]


def test_siblings_draw_different_random_numbers(nursery: Nursery, tmp_path: Path) -> None:
    source = """
import random, secrets, uuid, uuid_utils
print(random.random(), secrets.token_hex(), uuid.uuid4(), str(uuid_utils.uuid7())[-12:])
"""
    children = [born(nursery, tmp_path, f"probe{number}", source) for number in range(3)]
    assert all(child.wait(10) for child in children)
    drawn = [child.log.read_text().split() for child in children]
    assert all(len(line) == 4 for line in drawn)
    assert len({value for line in drawn for value in line}) == 12


def test_a_crash_is_seen_with_its_last_words(nursery: Nursery, tmp_path: Path) -> None:
    child = born(nursery, tmp_path, "crash", "raise SystemExit('there is no DATABASE_URL')")
    assert child.wait(10)
    assert "crash ended with exit code 1" in str(child.death())
    assert "there is no DATABASE_URL" in str(child.death())


def test_stopping_and_killing_work_on_the_forked(nursery: Nursery, tmp_path: Path) -> None:
    source = "import time; time.sleep(60)"
    asked = born(nursery, tmp_path, "asked", source)
    killed = born(nursery, tmp_path, "killed", source)
    asked.ask_to_stop()
    killed.kill()
    assert asked.wait(10)
    assert (asked.exit_code, killed.exit_code) == (-15, -9)
