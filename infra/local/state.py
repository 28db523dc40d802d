"""What the supervisor tells the world: one file, replaced whole on every change.

Whether a supervisor runs is not read from the file, which a crash leaves stale, but from a lock
that the kernel releases when its holder ends.
"""

import contextlib
import fcntl
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Literal

import msgspec
import psutil

from infra.local.credentials import write_private
from infra.local.processes import Kind, PlatformError

Phase = Literal["starting", "running", "stopping", "stopped", "failed"]
Health = Literal["waiting", "starting", "healthy", "unhealthy", "restarting", "stopped"]
_PATIENCE_SECONDS = 5.0


class ProgramState(msgspec.Struct, kw_only=True):
    """One process as the supervisor sees it."""

    name: str
    kind: Kind
    port: int | None
    url: str | None
    health: Health = "waiting"
    pid: int | None = None
    created: float = 0.0  # tells the process from a later one with the same pid
    restarts: int = 0
    ready_after: float | None = None
    note: str = ""


class State(msgspec.Struct, kw_only=True):
    """The platform as its supervisor sees it."""

    supervisor_pid: int
    edge_port: int
    phase: Phase = "starting"
    step: str = ""
    error: str = ""
    hint: str = ""
    programs: list[ProgramState] = []


class StateFile:
    """Where one platform's state is kept, and the lock that its supervisor holds."""

    def __init__(self, home: Path) -> None:
        self.path = home / "state.json"
        self._lock = home / "supervisor.lock"

    def read(self) -> State | None:
        """The last state written, whether or not its supervisor still lives."""
        try:
            return msgspec.json.decode(self.path.read_bytes(), type=State)
        except (FileNotFoundError, msgspec.DecodeError):
            return None

    def write(self, state: State) -> None:
        write_private(self.path, msgspec.json.encode(state), durable=False)

    def is_supervised(self) -> bool:
        """Whether a supervisor runs at this moment."""
        try:
            with self._lock.open("rb") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except FileNotFoundError:
            pass
        return False

    def supervisor_pid(self) -> int | None:
        """Whom to ask to stop everything, or None when no supervisor runs."""
        if not self.is_supervised():
            return None
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not (text := self._lock.read_text()) and time.monotonic() < deadline:
            time.sleep(0.01)  # it has the lock and is about to sign it
        return int(text) if text else None

    @contextlib.contextmanager
    def held(self) -> Iterator[IO[bytes]]:
        """Be the supervisor until the end of the block.

        Raises:
            PlatformError: when another one is.
        """
        self._lock.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._lock.open("ab") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise PlatformError(
                    "Another supervisor runs this platform.", "see `mercato status`"
                ) from error
            lock.truncate(0)
            lock.write(str(os.getpid()).encode())
            lock.flush()
            yield lock


def created_at(pid: int) -> float:
    """When a process started, to recognise it later."""
    try:
        return float(psutil.Process(pid).create_time())
    except psutil.Error:
        return 0.0


def end_leftovers(state: State) -> int:
    """End what a killed supervisor left behind, and nothing that merely got the same pid."""
    left = [process for each in state.programs if (process := _same_process(each)) is not None]
    for process in left:
        with contextlib.suppress(psutil.Error):
            process.send_signal(signal.SIGINT if process.name() == "postgres" else signal.SIGTERM)
    _, stubborn = psutil.wait_procs(left, timeout=_PATIENCE_SECONDS)
    for process in stubborn:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(stubborn, timeout=_PATIENCE_SECONDS)
    return len(left)


def ask_to_stop(pid: int, file: StateFile, seconds: float) -> bool:
    """Ask the supervisor to stop everything; whether it ended within ``seconds``."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + seconds
    while file.is_supervised():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _same_process(program: ProgramState) -> psutil.Process | None:
    if program.pid is None:
        return None
    try:
        process = psutil.Process(program.pid)
        is_same = abs(process.create_time() - program.created) < 1.0
        is_dead = process.status() == psutil.STATUS_ZOMBIE
    except psutil.Error:
        return None
    return process if is_same and not is_dead else None
