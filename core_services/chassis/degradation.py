"""Modes in which this process goes on with less, for readiness to tell and nobody to be killed for.

What can do without something says so when it has to: a breaker, the cache, the outbox's relay. A
process has one health, so there is one list of modes; it holds none of them alive.
"""

import time
from collections.abc import Callable
from weakref import WeakSet

_FORGOTTEN_SECONDS = 60.0


class Mode:
    """On from a failure until the next success, or until nothing was tried for a minute.

    ``code`` is stable: the operations page knows what it means to customers.
    """

    def __init__(self, code: str, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.code = code
        self._monotonic = monotonic
        self._failed_at: float | None = None
        _modes.add(self)

    def failed(self) -> None:
        self._failed_at = self._monotonic()

    def succeeded(self) -> None:
        self._failed_at = None

    @property
    def is_on(self) -> bool:
        failed_at = self._failed_at
        return failed_at is not None and self._monotonic() - failed_at < _FORGOTTEN_SECONDS


def modes() -> list[str]:
    """The codes of all modes that are on."""
    return sorted({mode.code for mode in _modes if mode.is_on})


_modes: WeakSet[Mode] = WeakSet()
