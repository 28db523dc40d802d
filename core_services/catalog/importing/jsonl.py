"""Our own format: one ``ProductRecord`` a line, as ``docs/catalog-import.md`` describes it."""

from collections.abc import Iterator

import msgspec

from core_services.catalog.importing.findings import (
    Finding,
    ReadProduct,
    RefusedProduct,
    RowIssue,
)
from core_services.catalog.importing.lines import Line, LineSplitter
from core_services.catalog.records import ProductRecord

_decoder = msgspec.json.Decoder(ProductRecord)


class _Named(msgspec.Struct, frozen=True):
    handle: object = ""


class JsonLinesReader:
    """Push the file's bytes in as they come; products and complaints come out in file order."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._splitter = LineSplitter()
        self._handles: dict[str, int] = {}

    def feed(self, chunk: bytes) -> Iterator[Finding]:
        """What this chunk completes.

        Raises:
            UnreadableFileError: when the file is no text in UTF-8.
        """
        for line in self._splitter.feed(chunk):
            yield from self._read(line)

    def close(self) -> Iterator[Finding]:
        for line in self._splitter.close():
            yield from self._read(line)

    def _read(self, line: Line) -> Iterator[Finding]:
        if not line.text.strip():
            return
        if line.bad_byte is not None:
            reason = f"Byte {line.bad_byte} of the line is not UTF-8."
            yield from self._refuse(line, "encoding", reason)
            return
        try:
            record = _decoder.decode(line.text)
        except msgspec.ValidationError as error:
            reason, _, path = str(error).partition(" - at ")
            column = path.strip("`").removeprefix("$").removeprefix(".")
            yield from self._refuse(line, "field-invalid", f"{reason}.", column)
        except msgspec.DecodeError as error:
            yield from self._refuse(line, "json-invalid", f"{error}.")
        else:
            yield from self._accept(line, record)

    def _accept(self, line: Line, record: ProductRecord) -> Iterator[Finding]:
        earlier = self._handles.setdefault(record.handle, line.number)
        if earlier != line.number:
            reason = f"Line {earlier} describes the product {record.handle!r} already."
            yield from self._refuse(line, "handle-repeated", reason, "handle")
            return
        lines = (line.number,) * len(record.variants)
        yield ReadProduct(record=record, line=line.number, variant_lines=lines)

    def _refuse(self, line: Line, code: str, reason: str, column: str = "") -> Iterator[Finding]:
        handle = _handle_of(line)
        yield RowIssue(
            file=self._file,
            line=line.number,
            severity="error",
            code=code,
            reason=reason,
            column=column,
            handle=handle,
        )
        yield RefusedProduct(handle=handle, line=line.number)


def _handle_of(line: Line) -> str:
    try:
        handle = msgspec.json.decode(line.text, type=_Named).handle
    except msgspec.MsgspecError:
        return ""
    return handle if isinstance(handle, str) else ""
