"""The moment by which a request must be answered: every call it makes gets what is left."""

import time

from contracts.errors import DeadlineError


class Deadline:
    """``seconds`` from now."""

    def __init__(self, seconds: float) -> None:
        self._at = time.monotonic() + seconds

    def remaining(self) -> float:
        """Seconds left.

        Raises:
            DeadlineError: when none are.
        """
        left = self._at - time.monotonic()
        if left <= 0:
            raise DeadlineError("The time for this request ran out; try again.")
        return left
