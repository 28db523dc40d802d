"""The demo catalogue: written texts and drawn pictures made into product records.

Stock, dates and price endings come from a hash of the product's handle: they look arbitrary and
are the same on every machine, so importing the catalogue again changes nothing.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from html import escape
from typing import Final, NamedTuple

from core_services.catalog.records import (
    AttributeRecord,
    ImageRecord,
    OptionRecord,
    ProductRecord,
    SeoRecord,
    VariantRecord,
)
from core_services.catalog.slugs import slugify
from infra.local.demo.drawing.gallery import draw
from infra.local.demo.drawing.look import Look
from infra.local.demo.texts import Colour, Entry, read_entries

# The shop's own rates, not the day's: a price list is a decision, not a conversion.
_USD_PER_EUR: Final = 1.12
_GBP_PER_EUR: Final = 0.88
_JPY_PER_EUR: Final = 165
_FIRST_DAY: Final = datetime(2024, 3, 1, 8, tzinfo=UTC)
_DAYS: Final = 560
_NEW_FROM: Final = _FIRST_DAY + timedelta(days=_DAYS - 90)
_QUANTITY: Final = re.compile(r"^(\d+(?:\.\d+)?) (ml|l|cm|mm|h|g|kg|inch)$")
_PICTURE_SIZE: Final = 800


class Picture(NamedTuple):
    """An image as the bucket holds it; the shop serves it as ``/media/<key>``."""

    key: str
    svg: str


def product_records() -> Iterator[ProductRecord]:
    """The catalogue, in the order it was written."""
    for entry in read_entries():
        yield _record(entry)


def pictures() -> Iterator[Picture]:
    """One drawing for each colour of each product."""
    for entry in read_entries():
        for colour in entry.colours:
            yield Picture(_picture_key(entry, colour), _draw(entry, colour))


def _record(entry: Entry) -> ProductRecord:
    handle = slugify(entry.title)
    published_at = _FIRST_DAY + timedelta(days=_dice(handle, "day", _DAYS))
    return ProductRecord(
        handle=handle,
        title=entry.title,
        description_html=_description(entry),
        vendor=entry.brand,
        brand=entry.brand,
        product_type=entry.kind.category[-1],
        category=entry.kind.category,
        tags=_tags(entry, published_at),
        published_at=published_at,
        options=_options(entry),
        variants=tuple(_variants(entry, handle)),
        attributes=tuple(_attributes(entry)),
        images=tuple(
            ImageRecord(
                url=f"/media/{_picture_key(entry, colour)}",
                alt=_in_colour(entry, colour),
                width=_PICTURE_SIZE,
                height=_PICTURE_SIZE,
            )
            for colour in entry.colours
        ),
        seo=SeoRecord(title=f"{entry.title} by {entry.brand}", description=entry.text[:300]),
    )


def _description(entry: Entry) -> str:
    facts = "".join(
        f"<li>{escape(name)}: {escape(value)}</li>" for name, value in _facts(entry).items()
    )
    return f"<p>{escape(entry.text)}</p><p>{escape(entry.note)}</p><ul>{facts}</ul>"


def _facts(entry: Entry) -> dict[str, str]:
    return {**entry.facts, **{k: v for k, v in entry.kind.facts.items() if k not in entry.facts}}


def _tags(entry: Entry, published_at: datetime) -> tuple[str, ...]:
    handle = slugify(entry.title)
    marks = {
        "sale": entry.was is not None,
        "new": published_at >= _NEW_FROM,
        "bestseller": _dice(handle, "favourite", 9) == 0,
    }
    return (slugify(entry.kind.category[-1]), *(tag for tag, holds in marks.items() if holds))


def _attributes(entry: Entry) -> Iterator[AttributeRecord]:
    for family in dict.fromkeys(colour.family for colour in entry.colours):
        yield AttributeRecord(code="colour", label="Colour", value=family)
    for name, text in _facts(entry).items():
        quantity = _QUANTITY.match(text)
        yield AttributeRecord(
            code=slugify(name).replace("-", "_"),
            label=name,
            value=float(quantity[1]) if quantity else text,
            unit=quantity[2] if quantity else None,
        )


def _options(entry: Entry) -> tuple[OptionRecord, ...]:
    options = []
    if _has_colours(entry):
        names = tuple(colour.name for colour in entry.colours)
        options.append(OptionRecord(name="Colour", values=names))
    if entry.kind.sizes:
        options.append(OptionRecord(name=entry.kind.size_name, values=tuple(entry.kind.sizes)))
    return tuple(options)


def _variants(entry: Entry, handle: str) -> Iterator[VariantRecord]:
    sizes = entry.kind.sizes or {"": 1.0}
    for colour in entry.colours:
        for place, (size, factor) in enumerate(sizes.items(), 1):
            sku = _sku(entry, colour, place if size else 0)
            chosen = {"Colour": colour.name} if _has_colours(entry) else {}
            if size:
                chosen[entry.kind.size_name] = size
            yield VariantRecord(
                sku=sku,
                options=chosen,
                prices=_price_lists(entry.price * factor),
                compare_at=_price_lists(entry.was * factor) if entry.was else {},
                barcodes=(_barcode(sku),),
                weight_grams=round(entry.kind.weight_grams * (factor if size else 1)),
                on_hand=_on_hand(sku),
                tax_class=entry.kind.tax_class,
                image_url=f"/media/{_picture_key(entry, colour)}",
            )


def _has_colours(entry: Entry) -> bool:
    return len(entry.colours) > 1 and not entry.kind.single


def _sku(entry: Entry, colour: Colour, size_place: int) -> str:
    kind = entry.kind.name.replace("_", "")[:6]
    parts = [entry.brand[:3], kind, f"{entry.number + 1:02}", colour.name[:4]]
    return "-".join([*parts, str(size_place)] if size_place else parts).upper()


def _price_lists(euros: float) -> dict[str, int]:
    """The price in each currency the shop sells in, each with endings usual there."""
    dollars, pounds = euros * _USD_PER_EUR, euros * _GBP_PER_EUR
    return {
        "EUR": round(euros) * 100 - (10 if euros < 40 else 0),
        "USD": round(dollars) * 100 - (1 if dollars < 100 else 0),
        "GBP": round(pounds) * 100 - (50 if pounds < 30 else 0),
        "JPY": round(euros * _JPY_PER_EUR / 100) * 100 - (20 if euros < 60 else 0),
    }


def _barcode(sku: str) -> str:
    """An EAN-13 from the range that GS1 keeps for use inside one shop."""
    digits = f"20{_dice(sku, 'barcode', 10**10):010}"
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return f"{digits}{-weighted % 10}"


def _on_hand(sku: str) -> int:
    """Mostly plenty; one in sixteen is sold out, and some are nearly."""
    luck = _dice(sku, "luck", 16)
    if luck == 0:
        return 0
    return 1 + _dice(sku, "few", 4) if luck <= 2 else 12 + _dice(sku, "stock", 140)


def _dice(name: str, purpose: str, sides: int) -> int:
    digest = blake2b(f"{purpose}:{name}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) % sides


def _picture_key(entry: Entry, colour: Colour) -> str:
    return f"products/{slugify(entry.title)}-{slugify(colour.name)}.svg"


def _draw(entry: Entry, colour: Colour) -> str:
    look = Look(
        colour=colour.value,
        accent=entry.accent.value if entry.accent else Look(colour.value).accent,
        form=entry.form,
        pattern=entry.pattern,
        mark=entry.mark,
    )
    seed = _dice(entry.title, "backdrop", 1000)
    return draw(entry.kind.name, look, label=escape(_in_colour(entry, colour)), seed=seed)


def _in_colour(entry: Entry, colour: Colour) -> str:
    return f"{entry.title} in {colour.name}" if _has_colours(entry) else entry.title
