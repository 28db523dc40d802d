"""Starting and stopping one local platform from outside: what `mercato up` and tests call."""

import contextlib
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from infra.local.engines import base_environment, unprivileged_directory
from infra.local.environment import REPOSITORY, Environment, load_environment
from infra.local.processes import PlatformError, accepts_connections, last_words
from infra.local.programs import check_programs_exist
from infra.local.state import State, StateFile, ask_to_stop, end_leftovers

NEEDED_BYTES = 1_000_000_000
STOP_SECONDS = 45.0
_START_SECONDS = 300.0
_KEPT = (
    *("postgres", "postgres.new", "valkey", "aws", "provider", "event-sources", "logs"),
    *("credentials.json", "migrated.json", "seeded", "state.json", "supervisor.lock"),
)


class LocalPlatform:
    """One clone's platform: a data directory and the supervisor that works on it."""

    def __init__(self, home: Path, edge_port: int) -> None:
        self.home = home
        self.edge_port = edge_port
        self.file = StateFile(home)
        self._supervisor: subprocess.Popen[bytes] | None = None  # when we are who started it

    @property
    def state(self) -> State | None:
        """What the supervisor last wrote, or None when no supervisor runs."""
        return self.file.read() if self.file.is_supervised() else None

    @property
    def is_ours(self) -> bool:
        """Whether this object started the supervisor, rather than found it running."""
        return self._supervisor is not None

    def environment(self) -> Environment:
        return load_environment(self.edge_port, self.home)

    def start(self, watch: Callable[[State], None] = lambda _: None) -> State:
        """Start everything and return when all is healthy; ``watch`` sees each new state.

        Raises:
            PlatformError: when it cannot be started. Nothing is left running then.
        """
        running = self.state
        if running is not None and running.phase in ("starting", "running"):
            return self._join(running, watch)
        self._check()
        if self._supervisor is not None:
            self._supervisor.wait()  # an earlier one, which no longer supervises
        self._supervisor = self._spawn_supervisor()
        try:
            return self._await_running(watch)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> bool:
        """Stop everything; whether anything ran."""
        ran = self._end_supervisor()
        state = self.file.read()
        return (state is not None and end_leftovers(state) > 0) or ran

    def _end_supervisor(self) -> bool:
        if self._supervisor is not None:  # ours: it may be too young to hold its lock
            self._supervisor.terminate()
        pid = self.file.supervisor_pid()
        if pid is not None and not ask_to_stop(pid, self.file, STOP_SECONDS):
            psutil.Process(pid).kill()
        if self._supervisor is not None:
            self._supervisor.wait()
        return pid is not None

    def wipe(self) -> None:
        """Remove all data: what we keep, and the directory only if that leaves it empty.

        MERCATO_HOME may name a directory that holds other things.
        """
        for name in _KEPT:
            place = self.home / name
            shutil.rmtree(place) if place.is_dir() else place.unlink(missing_ok=True)
        shutil.rmtree(unprivileged_directory(self.home), ignore_errors=True)
        with contextlib.suppress(OSError):
            self.home.rmdir()

    @classmethod
    def on_free_ports(cls, home: Path) -> "LocalPlatform":
        """A platform whose ports nobody uses now: for test runs beside a running shop."""
        while True:
            candidate = cls(home, random.randrange(20_000, 30_000))  # noqa: S311 - not a secret
            ports = candidate.environment().ports.all.values()
            if not any(accepts_connections(port) for port in ports):
                return candidate

    def _join(self, running: State, watch: Callable[[State], None]) -> State:
        if running.edge_port != self.edge_port:
            raise PlatformError(
                f"This clone's platform already runs, on port {running.edge_port}.",
                "`mercato down` stops it",
            )
        return self._await_running(watch)

    def _check(self) -> None:
        check_programs_exist(self.environment())
        self._check_disk()
        leftover = self.file.read()
        if leftover is not None:
            end_leftovers(leftover)
            self.file.path.unlink(missing_ok=True)
        self._check_ports()

    def _check_disk(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        free = shutil.disk_usage(self.home).free
        if free < NEEDED_BYTES:
            raise PlatformError(
                f"Only {free / 1e6:.0f} MB are free where {self.home} is; "
                f"Mercato needs {NEEDED_BYTES / 1e6:.0f} MB.",
                "free some space, or set MERCATO_HOME to a directory on another disk",
            )

    def _check_ports(self) -> None:
        ports = self.environment().ports.all
        busy = [(name, port) for name, port in ports.items() if accepts_connections(port)]
        if busy:
            name, port = busy[0]
            raise PlatformError(
                f"Port {port}, which {name} needs, is in use{_by_whom(port)}.",
                "stop that program, or start on other ports with `mercato up --port 9080` "
                "(every port moves along with the edge's)",
            )

    def _spawn_supervisor(self) -> "subprocess.Popen[bytes]":
        logs = self.home / "logs"
        logs.mkdir(parents=True, exist_ok=True)
        arguments = [f"--port={self.edge_port}", f"--home={self.home}"]
        with (logs / "supervisor.log").open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "infra.local.supervisor", *arguments],
                cwd=REPOSITORY,
                env=base_environment() | _passed_on(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _await_running(self, watch: Callable[[State], None]) -> State:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            exit_code = self._supervisor.poll() if self._supervisor is not None else None
            state = self.file.read()
            if state is not None:
                watch(state)
                if state.phase == "running":
                    return state
                if state.phase in ("failed", "stopping", "stopped"):
                    raise PlatformError(state.error or "The platform was stopped.", state.hint)
            if exit_code is not None:
                raise self._supervisor_ended(exit_code)
            time.sleep(0.05)
        raise PlatformError("Not everything became healthy in time.", "see `mercato status`")

    def _supervisor_ended(self, exit_code: int) -> PlatformError:
        words = last_words(self.home / "logs" / "supervisor.log")
        return PlatformError(
            f"The supervisor ended with {exit_code}, and everything with it.{words}",
            "`mercato up` starts it again",
        )


def _passed_on() -> dict[str, str]:
    """What a caller may set for the platform.

    Load tests turn the edge's rate limits off, and tests record who calls what on AWS.
    """
    names = ("EDGE_RATE_LIMITS", "RECORD_AWS_CALLS")
    return {name: os.environ[name] for name in names if name in os.environ}


def _by_whom(port: int) -> str:
    """The program that listens on a port, where the system lets us know."""
    try:
        connections = psutil.net_connections(kind="tcp")
        pid = next(c.pid for c in connections if c.laddr and c.laddr.port == port and c.pid)
        process = psutil.Process(pid)
        return f" by {process.name()} (pid {pid}: {' '.join(process.cmdline())[:100]})"
    except (StopIteration, psutil.Error):
        return " by another program"
