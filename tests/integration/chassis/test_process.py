"""A service's process from start to SIGTERM."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from infra.local.engines import Engines
from infra.local.processes import free_ports

AWS_KEYS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}


@pytest.fixture
def environ(engines: Engines) -> dict[str, str]:
    (port,) = free_ports(1)
    return {
        "PATH": os.environ["PATH"],
        **AWS_KEYS,
        "ENVIRONMENT": "test",
        "PORT": str(port),
        "AWS_REGION": "eu-west-1",
        "AWS_ENDPOINT_URL": engines.aws_endpoint_url,
        "COGNITO_ISSUER": "http://127.0.0.1:1/pool",
        "COGNITO_JWKS_URL": "http://127.0.0.1:1/jwks.json",
        "COGNITO_CLIENT_ID": "shop",
        "GUEST_SESSION_SECRET": "g" * 32,
        "SERVICE_TOKEN_SECRET": "s" * 32,
        "CARTS_TABLE": "carts",
        "CATALOG_URL": "http://127.0.0.1:1",
        "ORDER_EVENTS_QUEUE_URL": f"{engines.aws_endpoint_url}/123456789012/none",
        "QUEUE_WAIT_SECONDS": "1",
        "DRAIN_SECONDS": "1.5",
        "VERSION": "0c0ffee",
    }


def start(environ: dict[str, str], command: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "core_services.cart", command],
        env=environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def running(environ: dict[str, str], request: pytest.FixtureRequest) -> Iterator[str]:
    """A live process; its address. The parameter is its command."""
    process = start(environ, request.param)
    address = f"http://127.0.0.1:{environ['PORT']}"
    request.node.process = process
    try:
        wait_until_alive(address)
        yield address
    finally:
        process.kill()
        process.communicate()


def wait_until_alive(address: str) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{address}/health/live").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError("the process did not come up")


@pytest.mark.parametrize("running", ["api"], indirect=True)
def test_a_process_that_is_told_to_stop_first_stops_being_ready_and_then_ends(
    running: str, request: pytest.FixtureRequest
) -> None:
    process: subprocess.Popen[str] = request.node.process
    process.send_signal(signal.SIGTERM)
    time.sleep(0.4)
    draining = httpx.get(f"{running}/health/ready")
    still_served = httpx.post(f"{running}/core/v1/sessions")

    assert (draining.status_code, draining.json()["status"]) == (503, "draining")
    assert still_served.status_code == 201
    assert process.wait(timeout=10) in (0, -signal.SIGTERM)


@pytest.mark.parametrize("running", ["api"], indirect=True)
def test_a_load_balancer_that_reacts_before_the_drain_is_over_loses_no_request(
    running: str, request: pytest.FixtureRequest
) -> None:
    """What the chart's numbers promise, in small: they outlast the deregistration delay."""
    process: subprocess.Popen[str] = request.node.process
    deregistered = threading.Event()

    def send() -> list[int]:
        with httpx.Client(base_url=running) as client:
            answers = []
            while not deregistered.is_set():
                answers.append(client.get("/health/live").status_code)
                answers.append(httpx.get(f"{running}/health/live").status_code)  # a new connection
            return answers

    with ThreadPoolExecutor(4) as pool:
        senders = [pool.submit(send) for _ in range(4)]
        time.sleep(0.3)
        process.send_signal(signal.SIGTERM)
        while httpx.get(f"{running}/health/ready").status_code == 200:
            time.sleep(0.02)
        time.sleep(0.5)
        deregistered.set()
        answers = [each for sender in senders for each in sender.result()]

    assert set(answers) == {200}
    assert process.wait(timeout=10) in (0, -signal.SIGTERM)


@pytest.mark.parametrize("running", ["worker"], indirect=True)
def test_a_worker_ends_when_it_is_told_to(running: str, request: pytest.FixtureRequest) -> None:
    process: subprocess.Popen[str] = request.node.process
    process.send_signal(signal.SIGTERM)

    assert process.wait(timeout=15) == 0


def test_secrets_may_be_files_that_are_mounted(environ: dict[str, str], tmp_path: Path) -> None:
    for name in ("GUEST_SESSION_SECRET", "SERVICE_TOKEN_SECRET"):
        (tmp_path / name).write_text(environ.pop(name))
    process = start(environ | {"SECRETS_DIRECTORY": str(tmp_path)}, "api")
    try:
        wait_until_alive(f"http://127.0.0.1:{environ['PORT']}")
    finally:
        process.kill()
        process.communicate()


def test_a_process_without_its_settings_says_all_that_is_missing(environ: dict[str, str]) -> None:
    del environ["CARTS_TABLE"], environ["CATALOG_URL"]
    process = start(environ, "api")
    _, errors = process.communicate(timeout=30)

    assert process.returncode == 1
    assert "CARTS_TABLE: missing" in errors
    assert "CATALOG_URL: missing" in errors


def test_an_unknown_command_says_which_there_are(environ: dict[str, str]) -> None:
    process = start(environ, "serve")
    _, errors = process.communicate(timeout=30)

    assert process.returncode == 1
    assert "api|worker|migrate" in errors


@pytest.mark.parametrize("running", ["api"], indirect=True)
def test_every_answer_tells_the_build_that_gave_it(running: str) -> None:
    found = httpx.get(f"{running}/health/live")
    missing = httpx.get(f"{running}/core/v1/nothing")

    assert found.headers["x-version"] == missing.headers["x-version"] == "0c0ffee"
