"""CSV files, packed or not, as blocks of whole orders; a file is never held in memory."""

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final, cast

from contracts.errors import InvalidError
from core_services.catalog.importing.csv_rows import BrokenRow, CsvRows, Row
from infra.ops.history.findings import UnreadableError
from infra.ops.history.mapping import WHOLE_ORDER_AMOUNTS, Mapping, Sum

_CHUNK: Final = 262_144
_ROWS_PER_BLOCK: Final = 20_000
_LINES_PER_ORDER: Final = 50_000
_GZIP: Final = b"\x1f\x8b"


@dataclass(slots=True)
class Block:
    """Some whole orders' rows, and what was no row; ``position`` is how far the file is read."""

    rows: list[Row] = field(default_factory=list)
    broken: list[BrokenRow] = field(default_factory=list)
    position: int = 0


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the fields of a mapping are in one file. Those that the file lacks are left out."""

    count: int
    fields: dict[str, tuple[tuple[int, ...], tuple[int, ...]]]
    missing: tuple[str, ...]
    unknown: tuple[str, ...]

    def __contains__(self, name: str) -> bool:
        return name in self.fields

    @property
    def order_id(self) -> int:
        return self.fields["order_id"][0][0]

    @property
    def has_whole_orders(self) -> bool:
        """Whether the file has amounts of whole orders, which must be spread over their lines."""
        return any(name in self.fields for name in WHOLE_ORDER_AMOUNTS)


def find_columns(header: list[str], mapping: Mapping) -> Columns:
    """The places of the mapping's columns under this header.

    Raises:
        UnreadableError: when a column that is wanted stands there twice.
    """
    names = [name.strip().casefold() for name in header]
    fields: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {}
    missing: list[str] = []
    wanted: set[str] = set()
    for name in mapping.columns:
        source = mapping.source(name)
        assert source is not None
        absent = [each for each in source.columns if each.casefold() not in names]
        wanted |= {each.casefold() for each in source.columns}
        if absent:
            missing += absent
        else:
            fields[name] = _places(source, names)
    twice = sorted(name for name in wanted if names.count(name) > 1)
    if twice:
        raise UnreadableError(f"the column {twice[0]!r} is there twice", "rename one of them")
    unknown = [name for name, key in zip(header, names, strict=True) if key not in wanted]
    return Columns(len(header), fields, tuple(dict.fromkeys(missing)), tuple(unknown))


def _places(source: Sum, names: list[str]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return (
        tuple(names.index(name.casefold()) for name in source.add),
        tuple(names.index(name.casefold()) for name in source.subtract),
    )


class OrderFile:
    """One file, open for reading."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = path.stat().st_size
        self._raw: IO[bytes] = path.open("rb")
        packed = self._raw.read(2) == _GZIP
        self._raw.seek(0)
        self._stream = cast(IO[bytes], gzip.GzipFile(fileobj=self._raw)) if packed else self._raw
        self._rows = self._read()
        try:
            self.header = self._first_row()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._stream.close()
        self._raw.close()

    def blocks(self, order_id_at: int) -> Iterator[Block]:
        """The rows behind the header; an order that goes on is never cut in two.

        Raises:
            UnreadableError: when the rest of the file cannot be read.
        """
        block, current, lines = Block(), "", 0
        for row in self._rows:
            if isinstance(row, BrokenRow):
                block.broken.append(row)
                continue
            order = row.cells[order_id_at].strip() if len(row.cells) > order_id_at else ""
            lines = lines + 1 if order == current else 1
            if order != current and len(block.rows) >= _ROWS_PER_BLOCK:
                block.position = self._raw.tell()
                yield block
                block = Block()
            if lines > _LINES_PER_ORDER:
                raise UnreadableError(
                    f"{self.path.name}:{row.line}: order {order!r} has over {lines - 1:,} lines",
                    "look whether the right column is mapped to order_id",
                )
            current = order
            block.rows.append(row)
        block.position = self.size
        yield block

    def _first_row(self) -> list[str]:
        first = next(self._rows, None)
        if not isinstance(first, Row):
            raise UnreadableError(
                f"{self.path.name} is empty, or its header cannot be read",
                "the first line has the names of the columns",
            )
        return first.cells

    def _read(self) -> Iterator[Row | BrokenRow]:
        rows = CsvRows()
        try:
            while chunk := self._stream.read(_CHUNK):
                yield from rows.feed(chunk)
            yield from rows.close()
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise UnreadableError(
                f"{self.path.name} is a damaged archive: {error}", "fetch it again"
            ) from error
        except InvalidError as error:
            raise UnreadableError(f"{self.path.name}: {error}", "save it as UTF-8 text") from error
