"""Lines to CSV rows, with quoted line breaks, and a way back after a quote that never closes."""

import csv
from collections import deque
from collections.abc import Iterator
from io import StringIO
from typing import Final, NamedTuple

from core_services.catalog.importing.lines import Line, LineSplitter

MAX_ROW_LINES: Final = 2_000
MAX_ROW_CHARACTERS: Final = 1_000_000
_DELIMITERS: Final = (",", ";", "\t")

_UNCLOSED: Final = ("quote-unclosed", "A quoted value begins in this row and never ends.")
_TOO_LONG: Final = ("value-too-long", "A value in this row is longer than a megabyte.")

csv.field_size_limit(MAX_ROW_CHARACTERS)


class Row(NamedTuple):
    """``line`` is where the row begins. ``bad_line`` is one that was not UTF-8, if any."""

    line: int
    cells: list[str]
    bad_line: Line | None = None


class BrokenRow(NamedTuple):
    """A row that is not CSV."""

    line: int
    code: str
    reason: str


class CsvRows:
    """Push bytes in, get rows out. The first row decides on the delimiter."""

    def __init__(self) -> None:
        self._splitter = LineSplitter()
        self._held: list[Line] = []
        self._held_characters = 0
        self._delimiter = ""

    def feed(self, chunk: bytes) -> Iterator[Row | BrokenRow]:
        whole = self._splitter.whole_lines(chunk)
        rows = self._all_at_once(whole)
        if rows is not None:
            yield from rows
            return
        for line in self._splitter.lines(whole):
            yield from self._take(line)

    def close(self) -> Iterator[Row | BrokenRow]:
        for line in self._splitter.close():
            yield from self._take(line)
        while self._held:
            yield from self._give_up(*_UNCLOSED)

    def _all_at_once(self, whole: bytes) -> list[Row] | None:
        """The rows of many lines in a fraction of the time, or None where anything is odd."""
        if self._held or not self._delimiter or b"\0" in whole or whole.count(b'"') % 2:
            return None
        rows: list[Row] = []
        before = self._splitter.number
        try:
            text = StringIO(whole.decode(), newline="\n")
            reader = csv.reader(text, delimiter=self._delimiter, strict=True)
            end = 0
            for cells in reader:
                if len(cells) > 1 or "".join(cells).strip():
                    rows.append(Row(before + end + 1, cells))
                elif cells and b'"' in whole:
                    return None  # a value that is quoted and blank is a row; a blank line is none
                end = reader.line_num
        except (UnicodeDecodeError, csv.Error):
            return None
        self._splitter.skip(end)
        return rows

    def _take(self, line: Line) -> Iterator[Row | BrokenRow]:
        if not self._held and not line.text.strip():
            return
        self._delimiter = self._delimiter or _guess_delimiter(line.text)
        self._held.append(line)
        self._held_characters += len(line.text)
        # Only a line with a quote can end a quoted value, so the others need not be tried.
        if len(self._held) == 1 or '"' in line.text:
            try:
                cells = self._parse()
            except csv.Error:
                yield from self._give_up(*_TOO_LONG)
                return
            if cells is not None:
                yield self._release(cells)
                return
        if len(self._held) >= MAX_ROW_LINES or self._held_characters >= MAX_ROW_CHARACTERS:
            yield from self._give_up(*_UNCLOSED)

    def _parse(self) -> list[str] | None:
        """The cells of the held lines; None while a quoted value is open."""
        texts = [line.text for line in self._held]
        try:
            return next(csv.reader(texts, delimiter=self._delimiter, strict=True))
        except csv.Error as error:
            if "unexpected end of data" in str(error):
                return None
        # Characters behind a closing quote, or a carriage return in the middle of a line: common in
        # hand-made files, and harmless.
        texts = [text.rstrip("\r\n").replace("\r", " ") + "\n" for text in texts]
        return next(csv.reader(texts, delimiter=self._delimiter))

    def _release(self, cells: list[str]) -> Row:
        bad = next((line for line in self._held if line.bad_byte), None)
        row = Row(self._held[0].number, cells, bad)
        self._held, self._held_characters = [], 0
        return row

    def _give_up(self, code: str, reason: str) -> Iterator[Row | BrokenRow]:
        """Call the first held line broken, and read on from the next one."""
        first, *others = self._held
        self._held, self._held_characters = [], 0
        yield BrokenRow(first.number, code, reason)
        waiting = deque(others)
        while waiting:
            yield from self._take(waiting.popleft())


def _guess_delimiter(header: str) -> str:
    """Spreadsheets of many countries write semicolons, and call it comma-separated."""
    return max(_DELIMITERS, key=lambda mark: (header.count(mark), -_DELIMITERS.index(mark)))
