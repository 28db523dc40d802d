"""What a unit of work carries with it: its trace, its deadline, and what its log line will say."""

import time
from contextvars import ContextVar
from typing import Any

from contracts.errors import DeadlineError

_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)
_fields: ContextVar[dict[str, Any] | None] = ContextVar("fields", default=None)


def set_deadline(seconds: float) -> None:
    """Everything that this unit of work starts must end within ``seconds`` from now."""
    _deadline.set(time.monotonic() + seconds)


def remaining_seconds(default: float) -> float:
    """The time left, or ``default`` where nobody set a deadline; the smaller of the two.

    Raises:
        DeadlineError: when no time is left.
    """
    deadline = _deadline.get()
    if deadline is None:
        return default
    left = deadline - time.monotonic()
    if left <= 0:
        raise DeadlineError("The time for this request ran out; try again.")
    return min(left, default)


def start_fields() -> dict[str, Any]:
    """Begin collecting fields for this unit of work's canonical log line."""
    fields: dict[str, Any] = {}
    _fields.set(fields)
    return fields


def note(**fields: Any) -> None:
    """Add fields to the canonical log line. Never a token, a card, an e-mail or an address."""
    current = _fields.get()
    if current is not None:
        current.update(fields)
