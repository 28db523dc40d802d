"""What an import has to say about a file, line by line."""

from typing import Literal

import msgspec

Severity = Literal["error", "warning"]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something about one line. An error refuses the line's whole order.

    ``line`` is the physical line, as an editor counts; ``column`` is the header as the file spells
    it. ``advice`` says what to do.
    """

    file: str
    line: int
    severity: Severity
    code: str
    reason: str
    advice: str
    column: str = ""
    order_id: str = ""


class UnreadableError(Exception):
    """A file, a mapping or the options cannot be used at all: nothing is loaded."""

    def __init__(self, reason: str, advice: str) -> None:
        super().__init__(reason)
        self.advice = advice


class BadValueError(Exception):
    """A cell that does not hold what its column is for."""

    def __init__(self, code: str, reason: str, advice: str) -> None:
        super().__init__(reason)
        self.code = code
        self.advice = advice
