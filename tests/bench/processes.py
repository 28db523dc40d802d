"""CPU time of the platform's processes, from /proc."""

import os
from collections.abc import Mapping
from pathlib import Path

from infra.local.platform import LocalPlatform

_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


class CpuMeter:
    """Milliseconds of CPU that each program of a platform has used, engines and all."""

    def __init__(self, platform: LocalPlatform) -> None:
        state = platform.state
        if state is None:
            raise RuntimeError("the platform does not run")
        self._pids = {each.name: each.pid for each in state.programs if each.pid}
        self.kinds = {each.name: each.kind for each in state.programs}

    def read(self) -> dict[str, float]:
        """By program, since it started."""
        return {name: _milliseconds(pid) for name, pid in self._pids.items()}

    def since(self, before: Mapping[str, float]) -> dict[str, float]:
        """By program, since an earlier reading."""
        return {name: used - before[name] for name, used in self.read().items()}


def _milliseconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / _TICKS_PER_SECOND
