"""How much memory the platform's processes use, and the state as a document for scripts."""

from pathlib import Path
from typing import Any

import msgspec
import psutil

from infra.local.state import ProgramState, State


def memory_of(program: ProgramState) -> int:
    """Resident bytes of a process and its children; what they share is counted once (PSS)."""
    if program.pid is None:
        return 0
    try:
        process = psutil.Process(program.pid)
        return sum(_memory(each) for each in (process, *process.children(recursive=True)))
    except psutil.Error:
        return 0


def as_document(home: Path, state: State | None) -> dict[str, Any]:
    """What `mercato status --json` prints."""
    if state is None:
        return {"phase": "stopped", "home": str(home), "programs": []}
    programs = [
        {**msgspec.to_builtins(each), "memory_bytes": memory_of(each)} for each in state.programs
    ]
    supervisor = ProgramState(
        name="supervisor", kind="engine", port=None, url=None, pid=state.supervisor_pid
    )
    own = memory_of(supervisor) - sum(each["memory_bytes"] for each in programs)
    return {
        **msgspec.to_builtins(state),
        "home": str(home),
        "url": f"http://127.0.0.1:{state.edge_port}",
        "programs": programs,
        "memory_bytes": sum(each["memory_bytes"] for each in programs) + max(0, own),
    }


def _memory(process: psutil.Process) -> int:
    try:
        full = process.memory_full_info()
        return int(getattr(full, "pss", 0) or full.rss)
    except psutil.AccessDenied:
        return int(process.memory_info().rss)
