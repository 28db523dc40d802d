"""Refuse early what would only wait: a bounded number of requests at a time, 503 for the rest."""

from contracts.errors import UnavailableError


class OverloadedError(UnavailableError):
    code = "overloaded"
    title = "We are very busy; try again in a moment"


class AdmissionGate:
    """Admits up to ``capacity`` requests at once; a full gate refuses instead of queueing."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.in_flight = 0

    def __enter__(self) -> None:
        if self.in_flight >= self.capacity:
            raise OverloadedError("Too many requests are being worked on.", retry_after=1)
        self.in_flight += 1

    def __exit__(self, *exc_info: object) -> None:
        self.in_flight -= 1
