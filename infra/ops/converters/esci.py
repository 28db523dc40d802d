"""The ESCI subset of Amazon's products, as the OpenSearch relevance tools ship it: gzipped lines.

Most products have no price there; such a one gets a made-up price, because a shop sells nothing
without.
"""

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from core_services.catalog.records import (
    AttributeRecord,
    ImageRecord,
    ProductRecord,
    VariantRecord,
)
from core_services.catalog.slugs import slugify
from infra.ops.converters import made_up


def read_esci(files: Sequence[Path]) -> Iterator[ProductRecord]:
    """The products of all files, in order; one that comes twice counts once."""
    seen: set[str] = set()
    for path in files:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                product = json.loads(line)
                if product["asin"] not in seen:
                    seen.add(product["asin"])
                    yield _record(product)


def _record(product: Mapping[str, Any]) -> ProductRecord:
    asin, title = product["asin"], product["title"].strip()
    slug = slugify(title)[:90].strip("-")
    return ProductRecord(
        handle=f"{slug}-{asin.lower()}" if slug else asin.lower(),
        title=title[:255],
        description_html=_description(product),
        vendor=(product["brand"] or "")[:255],
        brand=(product["brand"] or "")[:255],
        category=_category(product),
        attributes=tuple(_attributes(product)),
        images=_images(product),
        variants=(
            VariantRecord(sku=asin, prices={"USD": _cents(product)}, on_hand=made_up.stock(asin)),
        ),
    )


def _description(product: Mapping[str, Any]) -> str:
    points = [escape(point) for point in (product["bullet_points"] or "").split("\n") if point]
    listed = f"<ul>{''.join(f'<li>{point}</li>' for point in points)}</ul>" if points else ""
    text = product["description"] or ""
    # Some sellers wrote HTML and most wrote none; the catalog keeps of it what is harmless.
    return f"<p>{text if '<' in text else escape(text)}</p>{listed}" if text else listed


def _category(product: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(part.strip()[:255] for part in product["category"] or () if part.strip())[:10]


def _attributes(product: Mapping[str, Any]) -> Iterator[AttributeRecord]:
    if product["color"]:
        yield AttributeRecord(code="colour", label="Colour", value=product["color"][:2000])
    if product["rating"] is not None:
        yield AttributeRecord(code="rating", label="Rating", value=product["rating"])


def _images(product: Mapping[str, Any]) -> tuple[ImageRecord, ...]:
    return (ImageRecord(url=product["image"]),) if product["image"] else ()


def _cents(product: Mapping[str, Any]) -> int:
    price = round((product["price"] or 0) * 100)
    return price or 499 + 100 * made_up.number(product["asin"], "price", 120)
