"""One unit of work: what every change of the book happens within."""

from dataclasses import dataclass

from infra.local.provider.book import Book, Json
from infra.local.provider.errors import MissingObjectError
from infra.local.provider.settings import Settings

FINGERPRINT_KEY = "fingerprint_key"


@dataclass(frozen=True, slots=True)
class Work:
    """Lives within one transaction; `request_id` and `idempotency_key` mark what it emits."""

    book: Book
    settings: Settings
    moment: float
    request_id: str | None = None
    idempotency_key: str | None = None

    @property
    def now(self) -> int:
        return int(self.moment)

    @property
    def fingerprint_key(self) -> bytes:
        """Makes card fingerprints stable within one book and meaningless outside it."""
        return bytes.fromhex(self.book.meta(FINGERPRINT_KEY) or "")

    def get(self, kind: str, id: str, *, param: str = "id") -> Json:
        found = self.book.find(kind, id)
        if found is None:
            raise MissingObjectError(kind, id, param=param)
        return found

    def schedule(self, kind: str, object_id: str, due: float) -> None:
        self.book.execute(
            "INSERT INTO jobs (kind, object_id, due) VALUES (?, ?, ?)", (kind, object_id, due)
        )
