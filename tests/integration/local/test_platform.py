"""The whole platform under a supervisor: what it does when something dies or stands in the way."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from infra.local.environment import REPOSITORY
from infra.local.platform import LocalPlatform
from infra.local.processes import PlatformError
from infra.local.state import State

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalPlatform]:
    """A platform that these tests may mistreat."""
    platform = LocalPlatform.on_free_ports(tmp_path_factory.mktemp("mistreated"))
    try:
        yield platform
    finally:
        platform.stop()


def started(local: LocalPlatform) -> State:
    return local.start()


def pids(state: State) -> list[int]:
    return [each.pid for each in state.programs if each.pid is not None]


def wait_until(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


def is_running(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def test_everything_in_the_topology_runs_and_is_healthy(local: LocalPlatform) -> None:
    state = started(local)
    topology = local.environment().topology
    names = {each.name for each in state.programs}
    assert {*topology.ports, "postgres", "valkey", "opensearch", "aws", "provider", "edge"} <= names
    assert {f"{name}-worker" for name, each in topology.services.items() if each.worker} <= names
    assert {each.health for each in state.programs} == {"healthy"}


def test_starting_twice_joins_what_runs(local: LocalPlatform) -> None:
    assert pids(started(local)) == pids(started(local))


def test_a_killed_child_is_started_again(local: LocalPlatform) -> None:
    state = started(local)
    victim = next(each for each in state.programs if each.name == "cart-worker")
    assert victim.pid is not None
    os.kill(victim.pid, signal.SIGKILL)

    def is_back() -> bool:
        return any(
            each.name == "cart-worker" and each.health == "healthy" and each.restarts == 1
            for each in local.file.read().programs  # type: ignore[union-attr]
        )

    wait_until(is_back)


def test_without_its_nursery_a_child_is_started_the_ordinary_way(local: LocalPlatform) -> None:
    state = started(local)
    supervisor = psutil.Process(state.supervisor_pid)
    known = set(pids(state))
    [nursery] = [
        each
        for each in supervisor.children()
        if each.pid not in known and each.cmdline()[-1] == "infra.local.nursery"
    ]
    nursery.kill()
    victim = next(each for each in state.programs if each.name == "order-worker")
    assert victim.pid is not None
    os.kill(victim.pid, signal.SIGKILL)

    def is_back() -> bool:
        return any(
            each.name == "order-worker" and each.health == "healthy" and each.pid != victim.pid
            for each in local.file.read().programs  # type: ignore[union-attr]
        )

    wait_until(is_back)


def test_a_killed_supervisor_leaves_no_process_and_no_loss(local: LocalPlatform) -> None:
    state = started(local)
    cart = new_cart(local)
    time.sleep(2.5)  # as long as AWS may take to write
    os.kill(state.supervisor_pid, signal.SIGKILL)
    wait_until(lambda: not any(is_running(pid) for pid in pids(state)), 15)
    assert local.state is None

    started(local)
    assert read_cart(local, cart).json()["id"] == cart["id"]


def test_stopping_leaves_no_process_and_no_loss(local: LocalPlatform) -> None:
    state = started(local)
    cart = new_cart(local)
    assert local.stop()
    assert not any(is_running(pid) for pid in [*pids(state), state.supervisor_pid])
    assert not local.stop()

    started(local)
    assert read_cart(local, cart).status_code == 200


def new_cart(local: LocalPlatform) -> dict[str, str]:
    """A guest's cart: its id and the guest's token."""
    with httpx.Client(base_url=local.environment().edge_url) as client:
        token = client.post("/core/v1/sessions").json()["token"]
        headers = {"Authorization": f"Bearer {token}"}
        cart = client.post("/core/v1/carts", headers=headers, json={}).json()
    return {"id": cart["id"], "token": token}


def read_cart(local: LocalPlatform, cart: dict[str, str]) -> httpx.Response:
    url = f"{local.environment().edge_url}/core/v1/carts/{cart['id']}"
    return httpx.get(url, headers={"Authorization": f"Bearer {cart['token']}"})


# What stands in the way ------------------------------------------------------------------------


def test_a_busy_port_is_named_with_who_has_it(tmp_path: Path) -> None:
    platform = LocalPlatform.on_free_ports(tmp_path)
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", platform.environment().ports.engines.valkey))
        holder.listen()
        with pytest.raises(PlatformError, match=f"valkey needs, is in use by .*{os.getpid()}") as e:
            platform.start()
    assert "--port" in e.value.hint
    assert platform.state is None


def test_a_full_disk_is_noticed_before_anything_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra.local.platform.NEEDED_BYTES", 10**18)
    with pytest.raises(PlatformError, match="MB are free") as caught:
        LocalPlatform.on_free_ports(tmp_path).start()
    assert "MERCATO_HOME" in caught.value.hint


def test_an_interrupted_start_leaves_no_process(tmp_path: Path) -> None:
    platform = LocalPlatform.on_free_ports(tmp_path)
    command = [sys.executable, "-m", "infra.cli", "up", "--port", str(platform.edge_port)]
    with subprocess.Popen(
        command,
        cwd=REPOSITORY,
        env={**os.environ, "MERCATO_HOME": str(tmp_path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        wait_until(lambda: len(seen_pids(platform)) > 6)
        seen = seen_pids(platform)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
    assert not any(is_running(pid) for pid in seen)
    assert platform.state is None


def seen_pids(platform: LocalPlatform) -> list[int]:
    state = platform.file.read()
    return pids(state) if state is not None else []


def test_a_child_that_cannot_start_is_quoted(tmp_path: Path) -> None:
    platform = LocalPlatform.on_free_ports(tmp_path)
    platform.environment()
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("9\n")
    with pytest.raises(
        PlatformError, match=r"(?s)postgres ended with exit code 2.*postgresql.conf"
    ):
        platform.start()
    assert platform.state is None
