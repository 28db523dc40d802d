"""Shopify's product CSV: rows of one handle to products, wherever the file is odd.

An error in one row refuses its whole product and nothing else: a record is complete, so taking the
product without the row would silently withdraw a variant that a shop already sells.
"""

from collections.abc import Iterator
from hashlib import blake2b

from core_services.catalog.importing.csv_rows import BrokenRow, CsvRows, Row
from core_services.catalog.importing.findings import (
    Finding,
    ReadProduct,
    RefusedProduct,
    RowIssue,
    Severity,
)
from core_services.catalog.importing.lines import UnreadableFileError
from core_services.catalog.importing.shopify_columns import Columns, SourceRow
from core_services.catalog.importing.shopify_product import Names, ShopifyProduct


class ShopifyReader:
    """Push the file's bytes in as they come; products and complaints come out in file order."""

    def __init__(self, file: str, currency: str) -> None:
        self._file = file
        self._currency = currency
        self._rows = CsvRows()
        self._columns: Columns | None = None
        self._group: list[SourceRow] = []
        self._group_is_broken = False
        self._names = Names()
        self._digests: set[bytes] = set()

    def feed(self, chunk: bytes) -> Iterator[Finding]:
        """What this chunk completes.

        Raises:
            UnreadableFileError: when the file is no Shopify CSV at all.
        """
        for row in self._rows.feed(chunk):
            yield from self._take(row)

    def close(self) -> Iterator[Finding]:
        """The last product."""
        for row in self._rows.close():
            yield from self._take(row)
        if self._columns is None:
            raise UnreadableFileError("The file is empty.")
        yield from self._finish_group()

    def _take(self, row: Row | BrokenRow) -> Iterator[Finding]:
        if isinstance(row, BrokenRow):
            self._group_is_broken = bool(self._group)
            yield self._issue("error", row.code, row.reason, row.line)
        elif self._columns is None:
            yield from self._read_header(row)
        else:
            yield from self._add(SourceRow(row, self._columns))

    def _read_header(self, row: Row) -> Iterator[Finding]:
        self._columns = columns = Columns(row.cells)
        if columns.missing:
            raise UnreadableFileError(
                f"Line {row.line} has no column {' and no column '.join(columns.missing)}: "
                "this is not a Shopify product CSV."
            )
        for header in columns.unknown:
            reason = f"The column {header!r} is not one of Shopify's; it is left out."
            yield self._issue("warning", "column-unknown", reason, row.line, header)
        for header in columns.repeated:
            reason = f"The column {header!r} says again what an earlier one says; it is left out."
            yield self._issue("warning", "column-repeated", reason, row.line, header)
        if "quantity" not in columns.positions:
            reason = "The file has no stock quantities: set the stock after the import."
            yield self._issue("warning", "column-missing", reason, row.line)

    def _add(self, row: SourceRow) -> Iterator[Finding]:
        if not any(row.cells):
            return
        if not row["handle"]:
            reason = "The row has no handle, so it belongs to no product."
            yield self._issue("error", "handle-missing", reason, row.line)
            if row["title"]:
                yield RefusedProduct(handle="", line=row.line)
            return
        if self._begins_product(row):
            yield from self._finish_group()
        self._group.append(row)

    def _begins_product(self, row: SourceRow) -> bool:
        """Another handle; or the same one with a title and text of its own, as generators do."""
        if not self._group:
            return False
        first = self._group[0]
        if row["handle"] != first["handle"]:
            return True
        if not row["title"]:
            return False
        return row["title"] != first["title"] or (
            bool(row["body"]) and row["body"] != first["body"]
        )

    def _finish_group(self) -> Iterator[Finding]:
        rows, self._group = self._group, []
        broken, self._group_is_broken = self._group_is_broken, False
        if not rows or self._columns is None:
            return
        handle, line = rows[0]["handle"], rows[0].line
        if broken:
            reason = "A row of this product could not be read, so the product is left as it is."
            yield self._issue("error", "product-incomplete", reason, line, handle=handle)
            yield RefusedProduct(handle=handle, line=line)
        elif not rows[0]["title"]:
            yield from self._refuse_untitled(rows)
        elif self._came_before(rows):
            reason = "The same product stands in the file already; the rows are left out."
            yield self._issue("warning", "product-repeated", reason, line, handle=handle)
        else:
            yield from self._build(rows, self._columns)

    def _refuse_untitled(self, rows: list[SourceRow]) -> Iterator[Finding]:
        handle, line = rows[0]["handle"], rows[0].line
        if handle in self._names.handles:
            code = "rows-apart"
            reason = f"The rows of {handle!r} must follow one another; these stand apart."
        else:
            code, reason = "title-missing", "The product's first row has no title."
        title_column = self._columns.spelled("title") if self._columns else ""
        yield self._issue("error", code, reason, line, title_column, handle)
        yield RefusedProduct(handle=handle, line=line)

    def _came_before(self, rows: list[SourceRow]) -> bool:
        content = repr([row.cells for row in rows]).encode(errors="surrogatepass")
        digest = blake2b(content, digest_size=8).digest()
        if digest in self._digests:
            return True
        self._digests.add(digest)
        return False

    def _build(self, rows: list[SourceRow], columns: Columns) -> Iterator[Finding]:
        product = ShopifyProduct(self._file, self._currency, columns, rows, self._names)
        record, variant_lines = product.read()
        yield from product.issues
        if product.refused:
            yield RefusedProduct(handle=product.handle, line=rows[0].line)
        else:
            yield ReadProduct(record=record, line=rows[0].line, variant_lines=variant_lines)

    def _issue(
        self,
        severity: Severity,
        code: str,
        reason: str,
        line: int,
        column: str = "",
        handle: str = "",
    ) -> RowIssue:
        return RowIssue(
            file=self._file,
            line=line,
            severity=severity,
            code=code,
            reason=reason,
            column=column,
            handle=handle,
        )
