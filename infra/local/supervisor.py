"""Owns every process of one local platform, for as long as it runs.

    python -m infra.local.supervisor --port 8080 --home .mercato

Starts the engines, provisions and migrates, starts the services, and keeps all of it running:
what dies is restarted, with a growing pause. SIGTERM stops everything, in the reverse order. All
children are spawned from this process's only long-lived thread, because the kernel ties them to
the thread that made them.
"""

import argparse
import asyncio
import contextlib
import signal
import sys
import time
import traceback
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import msgspec

from infra.local import programs
from infra.local.credentials import write_private
from infra.local.engines import base_environment
from infra.local.environment import REPOSITORY, Environment, UserPoolIds, load_environment
from infra.local.guardian import guarded
from infra.local.nursery import Nursery
from infra.local.processes import Child, PlatformError, Program, stop_all
from infra.local.state import Health, Phase, ProgramState, State, StateFile, created_at

START_SECONDS = 120.0
PROBE_SECONDS = 5.0
LOG_BYTES = 10_000_000
_LONGEST_PAUSE = 30.0
_STEADY_SECONDS = 60.0  # whatever ran this long starts again with the shortest pause
_TICK, _LONGEST_TICK = 0.03, 0.2


class Board:
    """The state that `mercato status` shows; every change is written at once."""

    def __init__(self, environment: Environment, file: StateFile, pid: int) -> None:
        self._file = file
        self.state = State(supervisor_pid=pid, edge_port=environment.ports.edge)

    def list_programs(self, listed: Iterable[Program]) -> None:
        known = {each.name for each in self.state.programs}
        self.state.programs.extend(
            ProgramState(name=each.name, kind=each.kind, port=each.port, url=each.url)
            for each in listed
            if each.name not in known
        )
        self._write()

    def phase(self, phase: Phase, step: str = "") -> None:
        self.state.phase, self.state.step = phase, step
        say(step or phase)
        self._write()

    def fail(self, error: PlatformError) -> None:
        self.state.phase = "failed"
        self.state.error, self.state.hint = str(error.args[0]), error.hint
        self._write()

    def program(self, name: str) -> ProgramState:
        return next(each for each in self.state.programs if each.name == name)

    def health(self, name: str, health: Health, note: str = "") -> None:
        program = self.program(name)
        if (program.health, program.note) != (health, note):
            program.health, program.note = health, note
            self._write()

    def started(self, name: str, pid: int) -> None:
        program = self.program(name)
        program.pid, program.created, program.health = pid, created_at(pid), "starting"
        self._write()

    def _write(self) -> None:
        with contextlib.suppress(OSError):  # a full disk must not end the platform
            self._file.write(self.state)


class Supervisor:
    """Starts, watches, restarts and stops the children."""

    def __init__(self, environment: Environment, board: Board) -> None:
        self._environment = environment
        self._board = board
        self._logs = environment.home / "logs"
        self._children: dict[str, Child] = {}
        self._nursery = self._open_nursery()
        self._exits = asyncio.Event()
        self._probes = ThreadPoolExecutor(max_workers=24, thread_name_prefix="probe")

    async def run(self, stop: asyncio.Event) -> int:
        """Start everything and keep it running until ``stop``; the exit code."""
        asyncio.get_running_loop().add_signal_handler(signal.SIGCHLD, self._child_ended)
        work = asyncio.create_task(self._start_and_keep())
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait((work, stopping), return_when=asyncio.FIRST_COMPLETED)
        failure = work.exception() if work.done() else None
        if failure is not None:
            self._board.fail(_explained(failure))
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        await self._stop_everything()
        return 1 if failure is not None else 0

    async def _start_and_keep(self) -> None:
        async with asyncio.TaskGroup() as group:
            keep = group.create_task
            await self._start(keep)
            self._board.phase("running", "everything is healthy")
            keep(self._bound_logs())

    async def _start(self, keep: Callable[[Coroutine[Any, Any, None]], object]) -> None:
        engines = {each.name: each for each in programs.engines(self._environment)}
        self._board.list_programs(engines.values())
        self._board.phase("starting", "starting the engines")
        async with asyncio.TaskGroup() as starting:
            for name in ("valkey", "opensearch", "provider"):
                starting.create_task(self._first_start(engines[name]))
            if self._nursery is not None:
                starting.create_task(asyncio.to_thread(self._nursery.wait_until_ready))
            users = starting.create_task(self._provision(engines["aws"]))
            created = starting.create_task(self._create_databases(engines["postgres"]))
        self._board.list_programs(programs.programs(self._environment, users.result()))
        self._board.phase("starting", "starting services, workers and the edge")
        await self._start_applications(users.result(), created.result())
        for program in [*engines.values(), *programs.programs(self._environment, users.result())]:
            keep(self._keep(program))

    async def _start_applications(self, users: UserPoolIds, created: frozenset[str]) -> None:
        environment = self._environment
        async with asyncio.TaskGroup() as starting:
            for name in environment.topology.services:
                starting.create_task(self._start_service(name, users, created))
            for name in environment.topology.functions:
                function = programs.function_program(environment, name, users)
                starting.create_task(self._first_start(function))
            starting.create_task(self._first_start(programs.event_sources_program(environment)))
            starting.create_task(self._first_start(programs.edge_program(environment)))

    async def _start_service(
        self, service: str, users: UserPoolIds, created: frozenset[str]
    ) -> None:
        database = self._environment.topology.services[service].database
        if database is not None:
            await self._migrate(service, users, is_new=database in created)
        async with asyncio.TaskGroup() as starting:
            for program in programs.service_programs(self._environment, service, users):
                starting.create_task(self._first_start(program))

    # Engines' contents ---------------------------------------------------------------------

    async def _provision(self, aws: Program) -> UserPoolIds:
        from infra.local.provision import provision  # boto3 loads while the engines start

        await self._first_start(aws)
        return await asyncio.to_thread(provision, self._environment)

    async def _create_databases(self, postgres: Program) -> frozenset[str]:
        from infra.local.provision import create_databases

        await self._first_start(postgres)
        services = self._environment.topology.services.values()
        names = [each.database for each in services if each.database]
        return await create_databases(self._environment.engines, names)

    async def _migrate(self, service: str, users: UserPoolIds, *, is_new: bool) -> None:
        record = Migrated(self._environment.home / "migrated.json")
        fingerprint = programs.migrations_fingerprint(service)
        if not is_new and record.read().get(service) == fingerprint:
            return
        program = programs.migration(self._environment, service, users)
        child = self._spawn(program)
        if await self._ended(child) != 0:
            raise child.death()
        del self._children[program.name]
        record.add(service, fingerprint)

    def _open_nursery(self) -> Nursery | None:
        if sys.platform != "linux":
            return None
        self._logs.mkdir(parents=True, exist_ok=True)
        with (self._logs / "nursery.log").open("wb") as log:
            return Nursery(programs.nursery_command(), base_environment(), REPOSITORY, log)

    # One child -----------------------------------------------------------------------------

    async def _first_start(self, program: Program) -> None:
        """Start a program for the first time: what fails now would fail again."""
        began = time.monotonic()
        child = await self._start_child(program)
        if not await self._became_ready(child):
            ended = child.exit_code is not None
            raise child.death() if ended else child.failure("did not become ready in time")
        self._board.program(program.name).ready_after = time.monotonic() - began
        self._board.health(program.name, "healthy")

    async def _start_child(self, program: Program) -> Child:
        if program.before_start is not None:
            await asyncio.to_thread(program.before_start)
        child = self._spawn(program)
        self._board.started(program.name, child.pid)
        return child

    def _spawn(self, program: Program) -> Child:
        child = Child(program, self._logs / f"{program.name}.log", self._nursery)
        self._children[program.name] = child
        return child

    async def _became_ready(self, child: Child) -> bool:
        deadline = time.monotonic() + START_SECONDS
        pause = _TICK
        while child.exit_code is None and time.monotonic() < deadline:
            if await self._is_ready(child):
                return True
            await asyncio.sleep(pause)
            pause = min(pause * 1.2, _LONGEST_TICK)  # each question costs the child an answer
        return False

    async def _is_ready(self, child: Child) -> bool:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._probes, child.program.is_ready)

    async def _keep(self, program: Program) -> None:
        """Watch a child, and start it again whenever it ends."""
        pause = 0.5
        while True:
            began = time.monotonic()
            await self._watch(self._children[program.name])
            lasted = time.monotonic() - began
            pause = 0.5 if lasted > _STEADY_SECONDS else min(pause * 2, _LONGEST_PAUSE)
            await self._restart(program, pause)

    async def _watch(self, child: Child) -> None:
        """Return when the child has ended; until then, keep its health up to date."""
        while child.exit_code is None:
            ready = await self._is_ready(child)
            if child.exit_code is None:
                await self._next_exit(self._judge(child.program.name, ready=ready))

    def _judge(self, name: str, *, ready: bool) -> float:
        """Note a probe's answer; returns how long it stands."""
        if ready:
            self._board.health(name, "healthy")
        elif self._board.program(name).health == "starting":
            return _TICK * 10
        else:
            self._board.health(name, "unhealthy")
        return PROBE_SECONDS

    async def _restart(self, program: Program, pause: float) -> None:
        code = self._children[program.name].exit_code
        state = self._board.program(program.name)
        state.restarts += 1
        note = f"ended with {code}; starting again in {pause:.0f} s"
        say(f"{program.name} {note}")
        self._board.health(program.name, "restarting", note)
        await asyncio.sleep(pause)
        try:
            await self._start_child(program)
        except (OSError, PlatformError) as error:
            say(f"{program.name}: {error}")

    def _child_ended(self) -> None:
        """Wake everyone who waits for an exit."""
        ended, self._exits = self._exits, asyncio.Event()
        ended.set()

    async def _ended(self, child: Child) -> int:
        while (code := child.exit_code) is None:
            await self._next_exit(PROBE_SECONDS)
        return code

    async def _next_exit(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._exits.wait()

    # The end -------------------------------------------------------------------------------

    async def _stop_everything(self) -> None:
        failed = self._board.state.phase == "failed"
        if not failed:
            self._board.phase("stopping", "stopping everything")
        for kinds in programs.STOP_ORDER:
            group = [each for each in self._children.values() if each.program.kind in kinds]
            await asyncio.to_thread(stop_all, group)
            self._mark_stopped(group)
        if self._nursery is not None:
            self._nursery.close()
        self._probes.shutdown(wait=False, cancel_futures=True)
        if not failed:
            self._board.phase("stopped")

    def _mark_stopped(self, group: list[Child]) -> None:
        listed = {each.name for each in self._board.state.programs}
        for child in group:
            if child.program.name in listed:
                self._board.program(child.program.name).pid = None
                self._board.health(child.program.name, "stopped")

    # Logs ----------------------------------------------------------------------------------

    async def _bound_logs(self) -> None:
        while True:
            for log in self._logs.glob("*.log"):
                bound_log(log)
            await asyncio.sleep(PROBE_SECONDS)


class Migrated:
    """Which version of its migrations each service's database has."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> dict[str, str]:
        if not self._path.exists():
            return {}
        return msgspec.json.decode(self._path.read_bytes(), type=dict[str, str])

    def add(self, service: str, fingerprint: str) -> None:
        write_private(self._path, msgspec.json.encode({**self.read(), service: fingerprint}))


def bound_log(log: Path, limit: int = LOG_BYTES) -> None:
    """Keep one older copy of a log that has grown; its writer appends and goes on unaware."""
    if log.stat().st_size <= limit:
        return
    log.with_suffix(".log.1").write_bytes(log.read_bytes())
    with log.open("r+b") as file:
        file.truncate(0)


def say(text: str) -> None:
    """One line in the supervisor's own log."""
    print(f"{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())} {text}", flush=True)


def _explained(failure: BaseException) -> PlatformError:
    """The first cause of a failed start, as a sentence; anything unforeseen goes to the log."""
    while isinstance(failure, BaseExceptionGroup):
        failure = failure.exceptions[0]
    if isinstance(failure, PlatformError):
        say(str(failure))
        return failure
    traceback.print_exception(failure)
    return PlatformError(
        f"The supervisor failed: {failure!r}", "`mercato logs supervisor` shows more"
    )


@contextlib.asynccontextmanager
async def _until_told_to_stop() -> AsyncIterator[asyncio.Event]:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    yield stop


async def supervise(environment: Environment, file: StateFile, pid: int) -> int:
    """Run the platform until SIGTERM; the exit code."""
    board = Board(environment, file, pid)
    async with _until_told_to_stop() as stop:
        return await Supervisor(environment, board).run(stop)


def main() -> None:
    parser = argparse.ArgumentParser(description="keeps one local platform running")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--home", type=Path, required=True)
    arguments = parser.parse_args()
    environment = load_environment(arguments.port, arguments.home)
    (environment.home / "logs").mkdir(parents=True, exist_ok=True)
    file = StateFile(environment.home)
    with file.held(), guarded(file) as pid:
        code = asyncio.run(supervise(environment, file, pid))
    sys.exit(code)


if __name__ == "__main__":
    main()
