"""The simulator's own time: the machine's, moved forward on request, so that sessions expire."""

import time

from infra.local.provider.book import Book

_OFFSET = "clock_offset_seconds"


class SimulatorClock:
    def __init__(self, book: Book) -> None:
        self._book = book

    def now(self) -> float:
        return time.time() + self.offset()

    def offset(self) -> float:
        return float(self._book.meta(_OFFSET) or 0)

    def advance(self, seconds: float) -> None:
        """Durable, and only ever forward: time that ran backward would reorder the book."""
        if seconds < 0:
            raise ValueError("the clock moves forward only; reset the simulator to go back")
        self._book.set_meta(_OFFSET, str(self.offset() + seconds))
