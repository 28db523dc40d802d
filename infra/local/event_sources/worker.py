"""A loop in a thread of its own, which goes on after whatever goes wrong."""

import sys
import threading
from typing import Protocol

_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.2, 10.0


class Source(Protocol):
    """Something that is asked again and again for work."""

    name: str

    def step(self, stop: threading.Event) -> None:
        """Wait for work for a moment, and do it.

        Raises:
            Exception: for whatever keeps it from working; it is asked again after a pause.
        """

    def close(self) -> None:
        """Finish or give back what is under way."""


def run(source: Source, stop: threading.Event) -> None:
    """Ask ``source`` for work until ``stop``, pausing ever longer while it cannot."""
    pause = _SHORTEST_PAUSE
    while not stop.is_set():
        try:
            source.step(stop)
            pause = _SHORTEST_PAUSE
        except Exception as error:
            say(f"{source.name}: {error!r}; again in {pause:.1f} s")
            stop.wait(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
    try:
        source.close()
    except Exception as error:
        say(f"{source.name}: {error!r} on the way out")


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
