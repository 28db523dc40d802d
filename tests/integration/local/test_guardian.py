"""Where the kernel does not end the children of a killed supervisor, the guardian does."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil

from infra.local.environment import REPOSITORY
from infra.local.state import StateFile

_SUPERVISOR = """
import subprocess, sys, time
from pathlib import Path
from infra.local.guardian import guarded
from infra.local.state import ProgramState, State, StateFile, created_at

file = StateFile(Path(sys.argv[1]))
with guarded(file, needed=True) as pid:
    child = subprocess.Popen(["sleep", "60"], start_new_session=True)
    program = ProgramState(name="sleep", kind="engine", port=None, url=None, pid=child.pid)
    program.created = created_at(child.pid)
    file.write(State(supervisor_pid=pid, edge_port=8080, programs=[program]))
    time.sleep(60)
"""


def test_the_guardian_ends_what_a_killed_supervisor_leaves(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _SUPERVISOR, str(tmp_path)]
    with subprocess.Popen(command, cwd=REPOSITORY) as supervisor:
        child = wait_for_child(StateFile(tmp_path))
        assert child.is_running()
        os.kill(supervisor.pid, signal.SIGKILL)
    gone, _ = psutil.wait_procs([child], timeout=15)
    assert gone


def wait_for_child(file: StateFile) -> psutil.Process:
    deadline = time.monotonic() + 15
    while (state := file.read()) is None:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return psutil.Process(state.programs[0].pid)
