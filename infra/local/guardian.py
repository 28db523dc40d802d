"""Ends the children of a supervisor that was killed, where the kernel does not.

Linux does it itself (see launch.py). Elsewhere a small process waits at the other end of a pipe:
when the supervisor ends, however it ends, the pipe closes, and the guardian ends what the state
file still lists.
"""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from infra.local.state import StateFile, end_leftovers


@contextlib.contextmanager
def guarded(file: StateFile, *, needed: bool = sys.platform != "linux") -> Iterator[int]:
    """Be guarded until the end of the block; yields our pid."""
    if not needed:
        yield os.getpid()
        return
    reader, writer = os.pipe()
    command = [sys.executable, "-m", "infra.local.guardian", str(file.path.parent)]
    with subprocess.Popen(command, stdin=reader, start_new_session=True) as process:
        os.close(reader)
        try:
            yield os.getpid()
        finally:
            os.close(writer)
            process.wait()


def main() -> None:
    sys.stdin.buffer.read()  # returns when the supervisor's end of the pipe is closed
    state = StateFile(Path(sys.argv[1])).read()
    if state is not None:
        end_leftovers(state)


if __name__ == "__main__":
    main()
