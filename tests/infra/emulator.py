"""An AWS on this machine that runs Lambda functions, in a process and an environment of its own."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import boto3
import pytest

from infra.ops.deploy.targets import REPOSITORY, Target

_PYTHON = REPOSITORY / ".venv" / "emulator" / "bin" / "python"
_MAIN = Path(__file__).with_name("emulator_main.py")
_SECONDS = 60.0


@dataclass(frozen=True)
class Emulator:
    """Where it listens, and whose account and region it is."""

    target: Target
    url: str
    log: Path

    @property
    def environment(self) -> dict[str, str]:
        """For a process that is to find it in place of AWS."""
        return {
            # The emulator takes twelve digits for the account.
            "AWS_ACCESS_KEY_ID": self.target.account,
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_ENDPOINT_URL": self.url,
            "AWS_DEFAULT_REGION": self.target.region,
        }

    @cache  # noqa: B019  (there is one per run)
    def client(self, service: str) -> Any:
        return boto3.Session(
            aws_access_key_id=self.target.account,
            aws_secret_access_key="test",
            region_name=self.target.region,
        ).client(service, endpoint_url=self.url)


@contextmanager
def running_emulator(target: Target, scratch: Path) -> Iterator[Emulator]:
    """The emulator, until the block ends."""
    if not _PYTHON.is_file():
        pytest.fail("The emulator is not installed.\nhint: `make check-infra` installs it")
    port, log = _free_port(), scratch / "emulator.log"
    emulator = Emulator(target, f"http://127.0.0.1:{port}", log)
    environment = {
        **os.environ,
        "GATEWAY_PORT": str(port),
        "BIND_HOST": "127.0.0.1",
        "MINISTACK_HOST": "127.0.0.1",
        "MINISTACK_ACCOUNT_ID": target.account,
        "MINISTACK_REGION": target.region,
        "TMPDIR": str(scratch),
        "PYTHONPATH": str(_runtime(scratch / "runtime")),
    }
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(_PYTHON), str(_MAIN)],
            env=environment,
            cwd=scratch,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_for(emulator, process)
            yield emulator
        finally:
            process.terminate()
            process.wait(20)


def _runtime(folder: Path) -> Path:
    """What Lambda's runtime brings for functions, and nothing else of ours: it would hide a gap."""
    folder.mkdir()
    for name in ("boto3", "botocore", "s3transfer"):
        package = find_spec(name)
        assert package is not None
        assert package.origin is not None
        (folder / name).symlink_to(Path(package.origin).parent)
    return folder


def _wait_for(emulator: Emulator, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urlopen(f"{emulator.url}/_ministack/health", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"The emulator did not start:\n{emulator.log.read_text()[-2000:]}")


def _free_port() -> int:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
