"""A circuit breaker whose half-open state admits one caller.

The libraries that we measured let every waiting caller through when the pause is over, which knocks
a recovering neighbour down again.
"""

import time
from collections.abc import Callable

from contracts.errors import UnavailableError
from core_services.chassis.degradation import Mode


class CircuitOpenError(UnavailableError):
    code = "circuit-open"


class CircuitBreaker:
    """Opens after ``threshold`` failures in a row; ``pause_seconds`` later one call may try.

    ``key`` is what readiness calls it, where the name is for people.
    """

    def __init__(
        self,
        name: str,
        *,
        key: str = "",
        threshold: int = 5,
        pause_seconds: float = 2.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._name = name
        self._threshold = threshold
        self._pause_seconds = pause_seconds
        self._monotonic = monotonic
        self._failures = 0
        self._opened_at: float | None = None
        self._probing = False
        self._mode = Mode(f"circuit:{key or name}")

    @property
    def state(self) -> str:
        """``closed``, ``open`` or ``half-open``."""
        if self._opened_at is None:
            return "closed"
        elapsed = self._monotonic() - self._opened_at
        return "half-open" if elapsed >= self._pause_seconds else "open"

    def before_call(self) -> None:
        """Ask for permission; answer with `succeeded`, `failed` or `abandoned`.

        Raises:
            CircuitOpenError: when the neighbour has been failing, or somebody else is trying it.
        """
        state = self.state
        if state == "closed":
            return
        if state == "open" or self._probing:
            raise CircuitOpenError(f"{self._name} is not available right now.", retry_after=1)
        self._probing = True

    def succeeded(self) -> None:
        self._failures, self._opened_at, self._probing = 0, None, False
        self._mode.succeeded()

    def failed(self) -> None:
        self._failures += 1
        if self._probing or self._failures >= self._threshold:
            self._opened_at = self._monotonic()
            self._mode.failed()
        self._probing = False

    def abandoned(self) -> None:
        """The call ended without saying anything about the neighbour, such as by cancellation."""
        self._probing = False
