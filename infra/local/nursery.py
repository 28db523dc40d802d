"""Forks the platform's Python processes from one that has already imported what they share.

A service alone spends a second of processor time and 80 MB on importing the same libraries as its
nine neighbours. The nursery imports them once; a service forked from it starts in a quarter of the
time and shares their pages. Only libraries are imported here, never our own code, so a process
that is started again runs the code as it is on disk.

The nursery reads one request a line, forks twice, and answers with the pid. The process in the
middle ends at once, so the kernel hands the new one to the supervisor (its "subreaper"), which
owns it like any other child. Nothing random may be drawn before the fork: siblings would repeat it.

Linux only; elsewhere, and when the nursery is gone, programs are started the ordinary way.
"""

import ctypes
import gc
import importlib
import os
import runpy
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

import msgspec

from infra.local.launch import die_with_parent

_PR_SET_NAME, _PR_SET_CHILD_SUBREAPER = 15, 36
_LIBRARIES = (
    "alembic.command",
    "asyncpg",
    "boto3",
    "httpx",
    "joserfc.jwt",
    "limits",
    "redis.asyncio",
    "sqlalchemy.dialects.postgresql.asyncpg",
    "sqlalchemy.ext.asyncio",
    "starlette.applications",
    "uvicorn.lifespan.on",
    "uvicorn.protocols.http.httptools_impl",
    "uvloop",
)


class Birth(msgspec.Struct, frozen=True):
    """What to fork: a module to run as ``python -m`` would, and its surroundings."""

    name: str
    module: str
    arguments: tuple[str, ...]
    env: dict[str, str]
    cwd: str
    log: str
    parent: int
    death_signal: int


class Nursery:
    """The supervisor's end: asks for births and adopts the new processes."""

    def __init__(self, command: list[str], env: dict[str, str], cwd: Path, log: IO[bytes]) -> None:
        self._process = subprocess.Popen(
            command,
            env=env,
            cwd=cwd,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        )

    def wait_until_ready(self) -> None:
        """Return when the libraries are imported, or the nursery is gone."""
        self._pipes()[1].readline()

    def give_birth(self, birth: Birth) -> "Adopted":
        """Fork a process, and make it this process's child.

        Raises:
            OSError: when the nursery is gone.
        """
        requests, answers = self._pipes()
        _be_subreaper(True)  # only now: orphans of other programs are not ours to reap
        try:
            requests.write(msgspec.json.encode(birth) + b"\n")
            requests.flush()
            answer = answers.readline()
        finally:
            _be_subreaper(False)
        if not answer:
            raise OSError("the nursery is gone")
        return Adopted(int(answer))

    def close(self) -> None:
        """End the nursery; those it gave birth to live on."""
        self._process.kill()
        for pipe in self._pipes():
            pipe.close()
        self._process.wait()

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        return self._process.stdin, self._process.stdout


class Adopted:
    """A child that another process forked: the part of ``Popen`` that we need."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._exit_code: int | None = None

    def poll(self) -> int | None:
        if self._exit_code is None:
            try:
                pid, status = os.waitpid(self.pid, os.WNOHANG)
            except ChildProcessError:
                self._exit_code = -signal.SIGKILL  # somebody else heard how it ended
            else:
                self._exit_code = os.waitstatus_to_exitcode(status) if pid else None
        return self._exit_code

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def wait(self, timeout: float | None = None) -> int:
        deadline = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            if deadline is not None and time.monotonic() > deadline:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0.0)
            time.sleep(0.01)
        return code


def main() -> None:
    for name in _LIBRARIES:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # the collector would write to every shared page
    print("ready", flush=True)
    for line in sys.stdin.buffer:
        middle = os.fork()
        if middle == 0:
            _be_reborn(msgspec.json.decode(line, type=Birth))
            return
        os.waitpid(middle, 0)


def _be_reborn(birth: Birth) -> None:
    """Fork once more and end: the new process, now an orphan, falls to the supervisor."""
    middle = os.getpid()
    if os.fork() != 0:
        os._exit(0)
    while os.getppid() == middle:
        time.sleep(0.001)
    os.setsid()  # before anybody knows our pid: whoever kills us kills our session
    os.write(1, f"{os.getpid()}\n".encode())  # by now, we are the supervisor's
    _live(birth)


def _live(birth: Birth) -> None:
    """Become the program: the same as ``python -m module arguments``."""
    die_with_parent(birth.parent, birth.death_signal)
    ctypes.CDLL(None).prctl(_PR_SET_NAME, birth.name.encode()[:15], 0, 0, 0)
    _redirect(birth.log)
    os.environ.clear()
    os.environ.update(birth.env)
    os.chdir(birth.cwd)
    sys.path[0] = birth.cwd
    sys.argv = [birth.module, *birth.arguments]
    runpy.run_module(birth.module, run_name="__main__", alter_sys=True)


def _redirect(log: str) -> None:
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (output, 1), (output, 2)):
        os.dup2(source, target)
    os.close(nothing)
    os.close(output)


def _be_subreaper(wanted: bool) -> None:
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, int(wanted), 0, 0, 0)


if __name__ == "__main__":
    main()
