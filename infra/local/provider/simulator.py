"""The simulator's one state: its book, its clock, and the door to a unit of work."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from infra.local.provider.book import Book
from infra.local.provider.clock import SimulatorClock
from infra.local.provider.endpoints import register_from_settings
from infra.local.provider.jobs import run_due_jobs
from infra.local.provider.settings import Settings
from infra.local.provider.work import FINGERPRINT_KEY, Work

BOOK_FILE = "provider.sqlite3"


class Simulator:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.book = Book(settings.data_dir / BOOK_FILE)
        self.clock = SimulatorClock(self.book)
        self.on_change: Callable[[], None] = lambda: None
        """Called after every change: new deliveries or jobs may be due."""
        self._prepare()

    @contextmanager
    def work(
        self, request_id: str | None = None, idempotency_key: str | None = None
    ) -> Iterator[Work]:
        """One transaction, begun by whatever fell due before it."""
        before = self.book.changes()
        with self.book.transaction():
            moment = self.clock.now()
            run_due_jobs(Work(self.book, self.settings, moment))
            yield Work(self.book, self.settings, moment, request_id, idempotency_key)
        if self.book.changes() != before:
            self.on_change()

    def reset(self) -> None:
        with self.book.transaction():
            self.book.clear()
        self._prepare()

    def close(self) -> None:
        self.book.close()

    def _prepare(self) -> None:
        with self.work() as work:
            if self.book.meta(FINGERPRINT_KEY) is None:
                self.book.set_meta(FINGERPRINT_KEY, secrets.token_hex(32))
            register_from_settings(work)
