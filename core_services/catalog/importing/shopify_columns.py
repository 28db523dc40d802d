"""Shopify's columns under all the names that its exports, templates and imitators give them."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from core_services.catalog.importing.csv_rows import Row

_NOT_WORD: Final = re.compile(r"[^a-z0-9]+")
_METAFIELD: Final = re.compile(r"^(?P<label>.+?)\s*\(product\.metafields\.(?P<code>[^)]+)\)$")

_SPELLINGS: Final[dict[str, tuple[str, ...]]] = {
    "handle": ("handle", "url handle"),
    "title": ("title",),
    "body": ("body html", "body", "description"),
    "vendor": ("vendor",),
    "type": ("type", "custom product type"),
    "category": ("product category", "standard product type"),
    "tags": ("tags",),
    "published": ("published", "published on online store"),
    "status": ("status",),
    "option1 name": ("option1 name",),
    "option1 value": ("option1 value",),
    "option2 name": ("option2 name",),
    "option2 value": ("option2 value",),
    "option3 name": ("option3 name",),
    "option3 value": ("option3 value",),
    "sku": ("variant sku", "sku"),
    "barcode": ("variant barcode", "barcode"),
    "grams": ("variant grams", "weight value grams"),
    "weight": ("variant weight",),
    "weight unit": ("variant weight unit", "weight unit for display"),
    "quantity": (
        "variant inventory qty",
        "variant inventory quantity",
        "inventory quantity",
    ),
    "price": ("variant price", "price"),
    "compare at": ("variant compare at price", "compare at price"),
    "requires shipping": ("variant requires shipping", "requires shipping"),
    "taxable": ("variant taxable", "charge tax"),
    "image": ("image src", "product image url"),
    "image position": ("image position",),
    "image alt": ("image alt text",),
    "variant image": ("variant image", "variant image url"),
    "gift card": ("gift card",),
    "seo title": ("seo title",),
    "seo description": ("seo description",),
}
ATTRIBUTES: Final = {
    "google shopping gender": ("gender", "Gender"),
    "google shopping age group": ("age_group", "Age group"),
    "google shopping condition": ("condition", "Condition"),
    "google shopping mpn": ("mpn", "Manufacturer's part number"),
}
_LEFT_OUT: Final = re.compile(
    r"google shopping|cost per item|variant (tax code|inventory (tracker|policy)|ful+fil+ment)"
    r"|inventory tracker|continue selling|fulfil+ment service|tax code|option\d linked to"
    r"|included |price |compare at price |unit price|collection$"
)
_REQUIRED: Final = {"handle": "Handle", "price": "Variant Price"}

_FIELDS: Final = {
    spelling: field for field, spellings in _SPELLINGS.items() for spelling in spellings
}


class Columns:
    """Where each field stands in this file, and how its header is spelled there."""

    def __init__(self, headers: Sequence[str]) -> None:
        self.headers = tuple(header.strip() for header in headers)
        self.positions: dict[str, int] = {}
        self.attributes: list[tuple[int, str, str]] = []
        self.unknown: list[str] = []
        self.repeated: list[str] = []
        for index, header in enumerate(self.headers):
            self._place(index, header)

    @property
    def missing(self) -> list[str]:
        """The required columns that the file does not have, as Shopify spells them."""
        return [name for field, name in _REQUIRED.items() if field not in self.positions]

    def spelled(self, field: str) -> str:
        position = self.positions.get(field)
        return field if position is None else self.headers[position]

    def _place(self, index: int, header: str) -> None:
        metafield = _METAFIELD.match(header)
        if metafield:
            code = _NOT_WORD.sub("_", metafield["code"].casefold()).strip("_")[:64].strip("_")
            self.attributes.append((index, code, metafield["label"]))
            return
        plain = _NOT_WORD.sub(" ", header.casefold()).strip()
        field = _FIELDS.get(plain)
        if field:
            if field in self.positions:
                self.repeated.append(header)
            self.positions.setdefault(field, index)
        elif plain in ATTRIBUTES:
            self.attributes.append((index, *ATTRIBUTES[plain]))
        elif plain and not _LEFT_OUT.match(plain):
            self.unknown.append(header)


class SourceRow:
    """A row of the file, read by field name; what a file does not have reads as empty."""

    __slots__ = ("_cells", "_columns", "bad_line", "line")

    def __init__(self, row: Row, columns: Columns) -> None:
        self.line = row.line
        self.bad_line = row.bad_line
        self._cells = row.cells
        self._columns = columns

    def __getitem__(self, field: str) -> str:
        position = self._columns.positions.get(field)
        if position is None or position >= len(self._cells):
            return ""
        return self._cells[position].strip()

    def code(self, field: str) -> str:
        """A value that spreadsheets are kept from mangling by a leading apostrophe."""
        return self[field].lstrip("'’").strip()

    def attributes(self) -> Iterator[tuple[str, str, str]]:
        for position, code, label in self._columns.attributes:
            value = self._cells[position].strip() if position < len(self._cells) else ""
            if value:
                yield code, label, value

    def options(self) -> list[str]:
        return [self[f"option{number} value"] for number in (1, 2, 3)]

    @property
    def cells(self) -> tuple[str, ...]:
        return tuple(self._cells)

    @property
    def is_wider_than_header(self) -> bool:
        return any(cell.strip() for cell in self._cells[len(self._columns.headers) :])

    @property
    def is_variant(self) -> bool:
        """Whether the row says anything of a variant; if not, it only brings an image."""
        return any(self.options()) or any(
            self[field] for field in ("price", "sku", "barcode", "quantity")
        )
