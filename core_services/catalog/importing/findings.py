"""What a reader yields: a product with its place in the file, or something to tell the merchant."""

from typing import Literal

import msgspec

from core_services.catalog.records import ProductRecord

Severity = Literal["error", "warning"]


class RowIssue(msgspec.Struct, frozen=True, kw_only=True):
    """Something about one row. An error refuses the row's product; after a warning it is taken.

    ``line`` is the physical line of the file, as an editor counts; ``column`` is the header as the
    file spells it, or the path inside a JSON line.
    """

    file: str
    line: int
    severity: Severity
    code: str
    reason: str
    column: str = ""
    handle: str = ""


class ReadProduct(msgspec.Struct, frozen=True, kw_only=True):
    """A sound product. ``variant_lines`` has the line of each of the record's variants."""

    record: ProductRecord
    line: int
    variant_lines: tuple[int, ...] = ()

    def line_of(self, field: str) -> int:
        """The line to name in a complaint about ``variants[2].sku`` and the like."""
        head, _, rest = field.partition("[")
        index = rest.partition("]")[0]
        if head == "variants" and index.isdigit() and int(index) < len(self.variant_lines):
            return self.variant_lines[int(index)]
        return self.line


class RefusedProduct(msgspec.Struct, frozen=True, kw_only=True):
    """A product that will not be imported; its errors came before."""

    handle: str
    line: int


Finding = ReadProduct | RefusedProduct | RowIssue
