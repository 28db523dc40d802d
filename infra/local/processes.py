"""How the local platform describes, starts, checks and ends one child process."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Literal, Protocol

from infra.local.nursery import Birth, Nursery

Kind = Literal["engine", "simulator", "service", "worker", "function", "event source", "edge"]
LAUNCHER = Path(__file__).with_name("launch.py")
STOP_SECONDS = 10.0
_TAIL_BYTES = 16_000
_LINE_CHARACTERS = 300


class PlatformError(Exception):
    """What stands in the way, in a sentence, and what to do about it."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.args[0]}\nhint: {self.hint}"


@dataclass(frozen=True, slots=True)
class Program:
    """One process of the platform: what to run and how to tell that it is ready."""

    name: str
    kind: Kind
    argv: tuple[str, ...]
    env: Mapping[str, str]
    is_ready: Callable[[], bool]
    port: int | None = None
    url: str | None = None
    identity: str = "same"
    before_start: Callable[[], None] | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    death_signal: signal.Signals = signal.SIGKILL
    cwd: Path = field(default_factory=Path.cwd)
    module: str | None = None  # what ``python -m`` runs, where it may come from the nursery


class _Process(Protocol):
    """What we need of ``Popen``."""

    pid: int

    def poll(self) -> int | None: ...

    def wait(self, timeout: float | None = None) -> int: ...

    def send_signal(self, sig: int) -> None: ...


class Child:
    """A running ``Program``, in a session of its own."""

    def __init__(self, program: Program, log: Path, nursery: Nursery | None = None) -> None:
        self.program = program
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as output:
            self._log_start = output.tell()
            self._process = self._begin(output, nursery)

    def _begin(self, output: BinaryIO, nursery: Nursery | None) -> _Process:
        if nursery is not None and self.program.module is not None:
            with contextlib.suppress(OSError):  # it is gone: the ordinary way is slower, not worse
                return nursery.give_birth(_birth_of(self.program, self.program.module, self.log))
        return _spawn(self.program, output)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """The exit code, negative for a signal, or None while it runs."""
        return self._process.poll()

    def ask_to_stop(self) -> None:
        """Send the program's own stop signal, without waiting."""
        if self.exit_code is None:
            self._process.send_signal(self.program.stop_signal)

    def wait(self, seconds: float) -> bool:
        """Whether the process ended within ``seconds``."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def death(self) -> PlatformError:
        """The error for a child that ended when it should not have, with its last words."""
        code = self.exit_code or 0
        how = f"by signal {-code}" if code < 0 else f"with exit code {code}"
        return self.failure(f"ended {how}")

    def failure(self, what: str) -> PlatformError:
        """An error about this child, with its last words."""
        words = last_words(self.log, self._log_start)
        return PlatformError(
            f"{self.program.name} {what}.{words}", f"the whole log is in {self.log}"
        )

    def kill(self) -> None:
        """End the process and whatever it started in its session."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()


def _spawn(program: Program, output: BinaryIO) -> _Process:
    return subprocess.Popen(
        launched(program.argv, program.identity, program.death_signal),
        env=dict(program.env),
        cwd=program.cwd,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def _birth_of(program: Program, module: str, log: Path) -> Birth:
    return Birth(
        name=program.name,
        module=module,
        arguments=program.argv[program.argv.index(module) + 1 :],
        env=dict(program.env),
        cwd=str(program.cwd),
        log=str(log),
        parent=os.getpid(),
        death_signal=program.death_signal,
    )


def launched(argv: Sequence[str], identity: str, death_signal: signal.Signals) -> list[str]:
    """The command that runs ``argv`` as ``identity`` and lets it die with this process."""
    launcher = [sys.executable, "-I", "-S", str(LAUNCHER)]
    return [*launcher, str(os.getpid()), str(int(death_signal)), identity, *argv]


def stop_all(children: Sequence[Child], seconds: float = STOP_SECONDS) -> None:
    """End children in parallel: ask, wait, then kill what is left."""
    for child in children:
        child.ask_to_stop()
    deadline = time.monotonic() + seconds
    for child in children:
        if not child.wait(max(0.0, deadline - time.monotonic())):
            child.kill()


def wait_until_ready(child: Child, seconds: float) -> None:
    """Return when the child is ready.

    Raises:
        PlatformError: when it ended, or is not ready in time; with its last words.
    """
    deadline = time.monotonic() + seconds
    while not child.program.is_ready():
        if child.exit_code is not None:
            raise child.death()
        if time.monotonic() > deadline:
            raise child.failure(f"was not ready within {seconds:.0f} s")
        time.sleep(0.02)


def last_words(log: Path, start: int = 0, lines: int = 8) -> str:
    """The end of a log from ``start`` on, indented, to be appended to a sentence."""
    try:
        with log.open("rb") as file:
            file.seek(max(start, log.stat().st_size - _TAIL_BYTES))
            tail = file.read().decode(errors="replace").splitlines()[-lines:]
    except OSError:
        return ""
    return "".join(f"\n    {line[:_LINE_CHARACTERS]}" for line in tail)


def accepts_connections(port: int) -> bool:
    """Whether something listens on this port of the loopback address."""
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def answers_http(port: int, path: str) -> bool:
    """Whether a GET on this path is answered with a 2xx, without importing an HTTP client."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1.0) as connection:
            connection.sendall(request.encode())
            return connection.recv(12).startswith((b"HTTP/1.1 2", b"HTTP/1.0 2"))
    except OSError:
        return False


def free_ports(count: int) -> list[int]:
    """Ports that nothing listens on at this moment, all different."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()
