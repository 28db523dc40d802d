from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.local.provider.book import Book
from infra.local.provider.clock import SimulatorClock


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    book = Book(tmp_path / "book.sqlite3")
    yield book
    book.close()


def _document(id: str) -> dict[str, object]:
    return {"id": id, "object": "charge", "created": 1, "payment_intent": "pi_1"}


def test_a_failed_transaction_leaves_nothing(book: Book) -> None:
    with pytest.raises(RuntimeError), book.transaction():
        book.insert(_document("ch_1"))
        raise RuntimeError
    assert book.all("charge") == []


def test_a_savepoint_keeps_what_an_accepted_error_wrote(book: Book) -> None:
    with book.transaction():
        with pytest.raises(KeyError), book.savepoint(keep_on=lambda e: isinstance(e, KeyError)):
            book.insert(_document("ch_kept"))
            raise KeyError
        with pytest.raises(RuntimeError), book.savepoint(keep_on=lambda _: False):
            book.insert(_document("ch_lost"))
            raise RuntimeError
    assert [charge["id"] for charge in book.all("charge")] == ["ch_kept"]


def test_objects_are_found_by_what_they_refer_to(book: Book) -> None:
    with book.transaction():
        book.insert(_document("ch_1"))
        book.insert(_document("ch_2") | {"payment_intent": "pi_2"})
    found = book.all("charge", "payment_intent", "pi_2")
    assert [charge["id"] for charge in found] == ["ch_2"]


def test_the_clock_moves_forward_only_and_remembers(book: Book) -> None:
    clock = SimulatorClock(book)
    clock.advance(3_600)
    assert SimulatorClock(book).offset() == 3_600
    with pytest.raises(ValueError, match="forward"):
        clock.advance(-1)
