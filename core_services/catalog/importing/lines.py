"""Bytes to physical lines, whatever chunks they come in and however the file was saved."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from contracts.errors import InvalidError

MAX_LINE_BYTES: Final = 8_000_000
_UTF8_MARK: Final = b"\xef\xbb\xbf"
_UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")


class UnreadableFileError(InvalidError):
    code = "file-unreadable"
    title = "The file cannot be read as a product file"


class Line(NamedTuple):
    """``text`` keeps its line end. ``bad_byte`` is the first byte that is not UTF-8, from 1."""

    number: int
    text: str
    bad_byte: int | None = None


class LineSplitter:
    """Push bytes in, get whole lines out."""

    def __init__(self) -> None:
        self._rest = b""
        self._number = 0

    @property
    def number(self) -> int:
        """How many lines were read."""
        return self._number

    def feed(self, chunk: bytes) -> Iterator[Line]:
        """The lines that this chunk completes.

        Raises:
            UnreadableFileError: for UTF-16, for bytes no text has, and for a line without an end.
        """
        return self.lines(self.whole_lines(chunk))

    def whole_lines(self, chunk: bytes) -> bytes:
        """What this chunk completes, for `lines` or `skip`; the rest is kept for the next chunk.

        Raises:
            UnreadableFileError: for a line without an end.
        """
        whole, found, rest = (self._rest + chunk).rpartition(b"\n")
        self._rest = rest
        if len(rest) > MAX_LINE_BYTES:
            place = self._number + whole.count(b"\n") + len(found) + 1
            raise UnreadableFileError(f"Line {place} is longer than 8 megabytes.")
        return whole + found

    def lines(self, whole: bytes) -> Iterator[Line]:
        """The lines of what `whole_lines` returned.

        Raises:
            UnreadableFileError: for UTF-16, and for bytes no text has.
        """
        for raw in whole.split(b"\n")[:-1]:
            yield self._line(raw + b"\n")

    def skip(self, lines: int) -> None:
        """Count lines that somebody else has read."""
        self._number += lines

    def close(self) -> Iterator[Line]:
        """The last line, if the file does not end with a line break."""
        rest, self._rest = self._rest, b""
        if rest:
            yield self._line(rest)

    def _line(self, raw: bytes) -> Line:
        self._number += 1
        if self._number == 1:
            raw = _without_mark(raw)
        if b"\0" in raw:
            raise UnreadableFileError(
                f"Line {self._number} holds NUL bytes: this is not a text file saved as UTF-8."
            )
        try:
            return Line(self._number, raw.decode())
        except UnicodeDecodeError as error:
            return Line(self._number, raw.decode(errors="replace"), error.start + 1)


def _without_mark(raw: bytes) -> bytes:
    if raw.startswith(_UTF16_MARKS):
        raise UnreadableFileError("The file is saved as UTF-16; save it as UTF-8 and try again.")
    if raw.startswith((b"PK\x03\x04", b"\x1f\x8b")):
        raise UnreadableFileError("The file is compressed; unpack it first.")
    return raw.removeprefix(_UTF8_MARK)
