"""The rows of one Shopify product to one record, with every complaint about them."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from hashlib import blake2b
from html import escape
from typing import Final

from contracts.errors import InvalidError
from contracts.money import PrecisionError, parse_amount
from core_services.catalog.descriptions import sanitise
from core_services.catalog.importing.barcodes import has_wrong_check_digit
from core_services.catalog.importing.findings import RowIssue, Severity
from core_services.catalog.importing.shopify_columns import Columns, SourceRow
from core_services.catalog.records import (
    AttributeRecord,
    ImageRecord,
    OptionRecord,
    ProductRecord,
    SeoRecord,
    Status,
    VariantRecord,
)
from core_services.catalog.slugs import slugify

_TRUE: Final = frozenset({"true", "yes", "1", "wahr", "vrai"})
_FALSE: Final = frozenset({"false", "no", "0", "falsch", "faux"})
_GRAMS_PER: Final = {
    "g": Decimal(1),
    "kg": Decimal(1000),
    "oz": Decimal("28.349523125"),
    "lb": Decimal("453.59237"),
}
_STATUSES: Final[dict[str, Status]] = {
    "active": "active",
    "draft": "draft",
    "archived": "archived",
}
MAX_SKU: Final = 64


class Names:
    """The handles and SKUs that the file has used so far."""

    def __init__(self) -> None:
        self._skus: set[str] = set()
        self.handles: set[str] = set()

    def free_sku(self, wanted: str) -> str:
        """The wanted SKU, or one derived from it if the file has used it before."""
        return self._take(wanted, self._skus)

    def free_handle(self, wanted: str) -> str:
        return self._take(wanted, self.handles)

    @staticmethod
    def _take(wanted: str, used: set[str]) -> str:
        name, number = wanted, 1
        while name in used:
            number += 1
            name = f"{wanted[: MAX_SKU - 7] if len(wanted) > MAX_SKU - 7 else wanted}-{number}"
        used.add(name)
        return name


class ShopifyProduct:
    """Reads one group of rows. ``issues`` fills while ``record`` is being built."""

    def __init__(
        self, file: str, currency: str, columns: Columns, rows: Sequence[SourceRow], names: Names
    ) -> None:
        self._file = file
        self._currency = currency
        self._columns = columns
        self._rows = rows
        self._names = names
        self._first = rows[0]
        self.handle = self._first["handle"]
        self.issues: list[RowIssue] = []

    @property
    def refused(self) -> bool:
        return any(issue.severity == "error" for issue in self.issues)

    def read(self) -> tuple[ProductRecord, tuple[int, ...]]:
        """The record and its variants' lines; only to be used if not ``refused``."""
        self._check_rows()
        self._name_handle()
        variant_rows = [row for row in self._rows if row is self._first or row.is_variant]
        option_names = self._option_names(variant_rows)
        variant_rows = self._without_repeats(variant_rows, option_names)
        variants = tuple(self._variant(row, option_names) for row in variant_rows)
        record = ProductRecord(
            handle=self.handle,
            title=self._title(),
            variants=variants,
            description_html=_description(self._first["body"]),
            vendor=self._first["vendor"][:255],
            brand=self._first["vendor"][:255],
            product_type=self._first["type"][:255],
            category=self._category(),
            tags=self._tags(),
            status=self._status(),
            options=_options(option_names, variants),
            attributes=tuple(
                AttributeRecord(code=code, label=label[:255], value=value[:2000])
                for code, label, value in self._first.attributes()
            ),
            images=self._images(),
            seo=SeoRecord(
                title=self._cut("seo title", 255),
                description=self._cut("seo description", 1000),
            ),
        )
        return record, tuple(row.line for row in variant_rows)

    # -- the product ---------------------------------------------------------------------------

    def _check_rows(self) -> None:
        for row in self._rows:
            if row.bad_line is not None:
                self._tell(
                    "error",
                    "encoding",
                    f"Byte {row.bad_line.bad_byte} of line {row.bad_line.number} is not UTF-8; "
                    "save the file as UTF-8.",
                    row,
                )
            if row.is_wider_than_header:
                reason = "The row has more values than the header has columns."
                self._tell("error", "cells-too-many", reason, row)

    def _name_handle(self) -> None:
        wanted = slugify(self.handle)
        if not wanted:
            reason = f"{self.handle!r} has no Latin letter or digit to make an address from."
            self._tell("error", "handle-invalid", reason, self._first, "handle")
            return
        if wanted != self.handle:
            reason = f"The handle {self.handle!r} is written as {wanted!r}."
            self._tell("warning", "handle-rewritten", reason, self._first, "handle")
        self.handle = self._names.free_handle(wanted)
        if self.handle != wanted:
            reason = (
                f"The handle {wanted!r} belongs to an earlier product of the file; "
                f"this one becomes {self.handle!r}."
            )
            self._tell("warning", "handle-reused", reason, self._first, "handle")

    def _title(self) -> str:
        title = self._first["title"]
        if len(title) > 255:
            reason = f"The title has {len(title)} characters; 255 is the most."
            self._tell("error", "title-too-long", reason, self._first, "title")
        return title

    def _category(self) -> tuple[str, ...]:
        path = self._first["category"] or self._first["type"]
        parts = (part.strip()[:255] for part in path.split(">"))
        return tuple(part for part in parts if part)[:10]

    def _tags(self) -> tuple[str, ...]:
        tags = (tag.strip() for tag in self._first["tags"].split(","))
        return tuple(dict.fromkeys(tag[:255] for tag in tags if tag))

    def _status(self) -> Status:
        status: str = self._first["status"].casefold() or "active"
        if status == "unlisted":
            reason = "Unlisted products are not known here; it is imported as a draft."
            self._tell("warning", "status-unlisted", reason, self._first, "status")
            return "draft"
        if status not in _STATUSES:
            reason = f"{status!r} is none of active, draft, archived."
            self._tell("error", "status-unknown", reason, self._first, "status")
            return "draft"
        if status == "active" and not self._flag(self._first, "published", default=True):
            return "draft"
        return _STATUSES[status]

    def _images(self) -> tuple[ImageRecord, ...]:
        found: dict[str, tuple[float, str]] = {}
        for order, row in enumerate(self._rows):
            url = row["image"]
            if url and url not in found and self._is_web_address(row, "image"):
                found[url] = (self._position(row, order), row["image alt"][:500])
        for row in self._rows:
            url = row["variant image"]
            if url and url not in found and self._is_web_address(row, "variant image"):
                found[url] = (float("inf"), "")
        ranked = sorted(found.items(), key=lambda item: item[1][0])
        return tuple(ImageRecord(url=url, alt=alt) for url, (_, alt) in ranked)

    def _position(self, row: SourceRow, order: int) -> float:
        try:
            return float(row["image position"] or order)
        except ValueError:
            return order

    def _is_web_address(self, row: SourceRow, field: str) -> bool:
        good = row[field].startswith(("https://", "http://", "/")) and len(row[field]) <= 2000
        if not good:
            reason = "An image needs an address that begins with https://; it is left out."
            self._tell("warning", "image-invalid", reason, row, field)
        return good

    # -- the variants --------------------------------------------------------------------------

    def _option_names(self, rows: Sequence[SourceRow]) -> list[tuple[int, str]]:
        """Position (from 0) and name of each option that the product has."""
        if len(rows) == 1 and rows[0].options()[0].casefold() == "default title":
            return []
        names: list[tuple[int, str]] = []
        for index in range(3):
            name = self._first[f"option{index + 1} name"][:255]
            used = any(row.options()[index] for row in rows)
            if used and not name:
                name = f"Option {index + 1}"
                reason = f"The option has no name and becomes {name!r}."
                field = f"option{index + 1} name"
                self._tell("warning", "option-unnamed", reason, self._first, field)
            if used:
                names.append((index, name))
        if len({name for _, name in names}) < len(names):
            reason = "Two options of the product have the same name."
            self._tell("error", "option-repeated", reason, self._first, "option1 name")
        return names

    def _without_repeats(
        self, rows: Sequence[SourceRow], names: list[tuple[int, str]]
    ) -> list[SourceRow]:
        kept: dict[tuple[str, ...], SourceRow] = {}
        for row in rows:
            choice = tuple(row.options()[index] for index, _ in names)
            twin = kept.setdefault(choice, row)
            if twin is row:
                continue
            what = " / ".join(choice) or "a variant without options"
            reason = f"The product has {what} already, in line {twin.line}"
            if all(twin[field] == row[field] for field in ("sku", "price")):
                self._tell("warning", "variant-repeated", f"{reason}; the row is left out.", row)
            else:
                self._tell("error", "variant-repeated", f"{reason}, with other data.", row)
        return list(kept.values())

    def _variant(self, row: SourceRow, names: list[tuple[int, str]]) -> VariantRecord:
        price = self._amount(row, "price")
        compare_at = self._compare_at(row, price)
        options = {name: row.options()[index][:255] for index, name in names}
        for index, name in names:
            if not row.options()[index]:
                field = f"option{index + 1} value"
                self._tell("error", "option-missing", f"The row has no {name}.", row, field)
        gift_card = self._flag(self._first, "gift card", default=False)
        return VariantRecord(
            sku=self._sku(row, options),
            options=options,
            prices={} if price is None else {self._currency: price},
            compare_at={} if compare_at is None else {self._currency: compare_at},
            barcodes=self._barcodes(row),
            weight_grams=self._grams(row),
            on_hand=self._quantity(row),
            tax_class="standard"
            if self._flag(row, "taxable", default=True) and not gift_card
            else "exempt",
            requires_shipping=self._flag(row, "requires shipping", default=True) and not gift_card,
            image_url=row["variant image"] or None,
        )

    def _sku(self, row: SourceRow, options: dict[str, str]) -> str:
        sku = row.code("sku")
        if len(sku) > MAX_SKU:
            reason = f"The SKU has {len(sku)} characters; {MAX_SKU} is the most."
            self._tell("error", "sku-too-long", reason, row, "sku")
            return sku
        if not sku:
            sku = self._names.free_sku(_derived_sku(self.handle, options))
            reason = f"The variant has no SKU and gets {sku!r}, the same at each import."
            self._tell("warning", "sku-missing", reason, row, "sku")
            return sku
        free = self._names.free_sku(sku)
        if free != sku:
            reason = f"An earlier variant of the file has the SKU {sku!r}; this gets {free!r}."
            self._tell("warning", "sku-repeated", reason, row, "sku")
        return free

    def _amount(self, row: SourceRow, field: str) -> int | None:
        text = row[field]
        if not text:
            self._tell("error", "price-missing", "The variant has no price.", row, field)
            return None
        try:
            amount = parse_amount(text, self._currency)
        except PrecisionError as error:
            self._tell("error", "price-precision", error.detail, row, field)
            return None
        except InvalidError as error:
            self._tell("error", "price-invalid", error.detail, row, field)
            return None
        if not 0 <= amount <= 1_000_000_000_000:
            reason = f"{text} is not a price: it must lie between 0 and ten thousand million."
            self._tell("error", "price-range", reason, row, field)
            return None
        return amount

    def _compare_at(self, row: SourceRow, price: int | None) -> int | None:
        text = row["compare at"]
        if not text or not text.strip("0.,"):
            return None
        amount = self._amount(row, "compare at")
        if amount is None or price is None or amount > price:
            return amount
        reason = f"The compare-at price {text} is not above the price {row['price']}; left out."
        self._tell("warning", "compare-at-not-above", reason, row, "compare at")
        return None

    def _barcodes(self, row: SourceRow) -> tuple[str, ...]:
        barcode = row.code("barcode")
        if len(barcode) > 64:
            reason = "The barcode has more than 64 characters; it is left out."
            self._tell("warning", "barcode-invalid", reason, row, "barcode")
            return ()
        if has_wrong_check_digit(barcode):
            reason = f"The last digit of {barcode} does not fit the others; mistyped?"
            self._tell("warning", "barcode-check-digit", reason, row, "barcode")
        return (barcode,) if barcode else ()

    def _quantity(self, row: SourceRow) -> int | None:
        text = row.code("quantity")
        if not text:
            return None
        quantity = _whole_number(text)
        if quantity is None or quantity > 1_000_000_000:
            reason = f"{text!r} is not a number of pieces."
            self._tell("error", "quantity-invalid", reason, row, "quantity")
            return None
        if quantity < 0:
            reason = f"A stock of {quantity} is taken as 0."
            self._tell("warning", "quantity-negative", reason, row, "quantity")
        return max(quantity, 0)

    def _grams(self, row: SourceRow) -> int:
        field = "grams" if row["grams"] else "weight"
        unit = "g" if field == "grams" else (row["weight unit"].casefold() or "kg")
        try:
            grams = Decimal(row[field] or "0") * _GRAMS_PER[unit]
            if 0 <= grams <= 100_000_000:
                return int(grams.to_integral_value())
        except (InvalidOperation, KeyError):
            pass
        reason = f"{row[field]!r} {unit} is not a weight; taken as 0."
        self._tell("warning", "weight-invalid", reason, row, field)
        return 0

    # -- small things --------------------------------------------------------------------------

    def _flag(self, row: SourceRow, field: str, *, default: bool) -> bool:
        text = row[field].casefold()
        if text in _TRUE or text in _FALSE:
            return text in _TRUE
        if text:
            reason = f"{row[field]!r} is neither true nor false; taken as {default}."
            self._tell("warning", "flag-unclear", reason, row, field)
        return default

    def _cut(self, field: str, length: int) -> str:
        text = self._first[field]
        if len(text) > length:
            reason = f"The text is longer than {length} characters and was cut."
            self._tell("warning", "text-cut", reason, self._first, field)
        return text[:length]

    def _tell(
        self, severity: Severity, code: str, reason: str, row: SourceRow, field: str = ""
    ) -> None:
        self.issues.append(
            RowIssue(
                file=self._file,
                line=row.line,
                severity=severity,
                code=code,
                reason=reason,
                column=self._columns.spelled(field) if field else "",
                handle=self.handle,
            )
        )


def _options(
    names: list[tuple[int, str]], variants: Sequence[VariantRecord]
) -> tuple[OptionRecord, ...]:
    return tuple(
        OptionRecord(
            name=name, values=tuple(dict.fromkeys(variant.options[name] for variant in variants))
        )
        for _, name in names
    )


def _derived_sku(handle: str, options: dict[str, str]) -> str:
    """Made of the handle and the choices, so that it is the same whatever rows stand around."""
    sku = "-".join([handle, *(slugify(value) or "x" for value in options.values())])
    if len(sku) <= MAX_SKU:
        return sku
    return f"{sku[: MAX_SKU - 9]}-{blake2b(sku.encode(), digest_size=4).hexdigest()}"


def _description(body: str) -> str:
    """Sanitised HTML; plain text gets its paragraphs and line breaks as tags."""
    if "<" in body or not body:
        return sanitise(body)[:100_000]
    paragraphs = (part.strip() for part in body.replace("\r\n", "\n").split("\n\n"))
    lines = (escape(part, quote=False).replace("\n", "<br>") for part in paragraphs if part)
    return "".join(f"<p>{line}</p>" for line in lines)[:100_000]


def _whole_number(text: str) -> int | None:
    """``24`` and ``24.0`` alike; None for anything else."""
    try:
        number = Decimal(text)
        return int(number) if number == number.to_integral_value() else None
    except (ArithmeticError, ValueError):
        return None
