"""What went wrong with a question, where in its text, and what could be done about it."""

from collections.abc import Iterable
from difflib import get_close_matches


class QueryError(Exception):
    """A question that has no answer. ``line`` and ``column`` count from 1 and are 0 if unknown."""

    def __init__(self, message: str, *, line: int = 0, column: int = 0, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column
        self.hint = hint

    def __str__(self) -> str:
        where = f"line {self.line}, column {self.column}: " if self.line else ""
        return f"{where}{self.message}"


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint with the most similar names, or an empty one."""
    close = get_close_matches(name.lower(), sorted(known), n=3, cutoff=0.55)
    return f"did you mean {' or '.join(close)}?" if close else ""
