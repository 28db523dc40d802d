# ruff: noqa: E501 - a table of rules reads better with one rule a line
"""The Icecat electronics catalogue as the Chorus project packs it: zipped arrays of products.

It has no categories; they are told from the attributes that a product of a kind always has, and
for the rest from words of the title. Prices are whole cents.
"""

import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from core_services.catalog.records import (
    AttributeRecord,
    ImageRecord,
    ProductRecord,
    VariantRecord,
)
from core_services.catalog.slugs import slugify
from infra.ops.converters import made_up

_NOT_CODE: Final = re.compile(r"[^a-z0-9]+")
_MAX_GRAMS: Final = 100_000_000

# The first rule that fits decides: attributes that tell a kind, words of the title, the category.
_RULES: Final[tuple[tuple[tuple[str, ...], str, tuple[str, str]], ...]] = (
    ((), r"\btoners?\b|ink cartridge|\bdrum\b|ribbon", ("Printing", "Ink & Toner")),
    (
        ("attr_t_printing_colours", "attr_n_black_toner_page_yield"),
        "",
        ("Printing", "Ink & Toner"),
    ),
    ((), r"\b(printer|scanner|multifunctional|plotter)\b", ("Printing", "Printers & Scanners")),
    ((), r"\b(photo|copy|printing)? ?paper\b|\blabels?\b", ("Printing", "Paper & Labels")),
    ((), r"\b(notebook|laptop|ultrabook|chromebook)\b", ("Computers", "Notebooks")),
    ((), r"\b(tablet|e-book reader)\b", ("Computers", "Tablets")),
    ((), r"\b(server|rack|chassis|storage array)\b", ("Computers", "Servers & Racks")),
    ((), r"\b(desktop|workstation|all-in-one|mini pc|barebone|tower)\b", ("Computers", "Desktops")),
    (("attr_t_processor_socket",), r"\b(processor|motherboard)\b", ("Components", "Processors")),
    ((), r"\b(memory module|ddr\d?|dimm)\b", ("Components", "Memory")),
    ((), r"\b(hdd|ssd|hard drive|flash|usb stick)\b", ("Components", "Drives & Storage")),
    ((), r"\b(graphics|video card|power supply|cool)\w*", ("Components", "Cards & Power")),
    ((), r"\b(monitor|display|led display|touch screen)\b", ("Displays", "Monitors")),
    ((), r"\bprojector|projection|lamp\b", ("Displays", "Projectors")),
    ((), r"\b(tv|television)\b", ("Displays", "Televisions")),
    ((), r"\b(router|switch|access point|network|ethernet|transceiver|gbic)\b", ("Networking", "Network Devices")),
    ((), r"\b(phone|smartphone|telephone|voip)\b", ("Phones & Audio", "Phones")),
    ((), r"\b(headphones?|headset|earphone|microphone)\b", ("Phones & Audio", "Headphones")),
    ((), r"\b(speaker|audio|sound|radio|mp3)\w*", ("Phones & Audio", "Speakers & Audio")),
    ((), r"\b(camera|lens|camcorder|tripod|webcam)\b", ("Photo & Video", "Cameras")),
    (("attr_n_cable_length", "attr_t_connector_1"), r"\b(cable|adapter|adaptor)\b", ("Accessories", "Cables & Adapters")),
    ((), r"\b(keyboard|mouse|mice|keypad)\b", ("Accessories", "Keyboards & Mice")),
    ((), r"\b(case|bag|sleeve|cover|backpack|pouch)\b", ("Accessories", "Cases & Bags")),
    ((), r"\b(battery|charger|ups|surge|power)\b", ("Accessories", "Power & Batteries")),
    ((), r"\b(mount|stand|bracket|cart)\b", ("Accessories", "Mounts & Stands")),
    ((), r"\b(licen[sc]e|software|windows|antivirus)\b", ("Software", "Licences")),
    ((), r"\b(toy|doll|puzzle|playset|figure|game)s?\b", ("Home & Play", "Toys & Games")),
    ((), r"\b(coffee|vacuum|oven|iron|hair|kettle|refrigerator|washing)\b", ("Home & Play", "Household")),
)  # fmt: skip
_COMPILED: Final = tuple(
    (keys, re.compile(words, re.IGNORECASE) if words else None, path)
    for keys, words, path in _RULES
)


def read_icecat(files: Sequence[Path]) -> Iterator[ProductRecord]:
    """The products of all files, in order."""
    for path in files:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.endswith(".json") and not name.startswith("__MACOSX"):
                    yield from map(_record, json.loads(archive.read(name)))


def _record(product: Mapping[str, Any]) -> ProductRecord:
    identity, title = str(product["id"]), product["title"].strip()[:255]
    image = product.get("img_500x500") or product.get("img_high")
    return ProductRecord(
        handle=f"{slugify(title)[:90].strip('-')}-{identity}",
        title=title,
        description_html=product.get("short_description", ""),
        vendor=product["supplier"],
        brand=product["supplier"],
        product_type=product.get("attr_t_product_type", "")[:255],
        category=_category(product),
        published_at=datetime.fromisoformat(product["date_released"]),
        attributes=tuple(_attributes(product)),
        images=(ImageRecord(url=image, alt=title, width=500, height=500),) if image else (),
        variants=(
            VariantRecord(
                sku=f"ICECAT-{identity}",
                prices={"EUR": product["price"]},
                barcodes=tuple(dict.fromkeys(product.get("ean", ()))),
                weight_grams=_grams(product),
                on_hand=made_up.stock(identity),
            ),
        ),
    )


def _category(product: Mapping[str, Any]) -> tuple[str, ...]:
    words = f"{product.get('attr_t_product_type', '')} {product['title']}"
    for keys, pattern, path in _COMPILED:
        if any(key in product for key in keys) or (pattern and pattern.search(words)):
            return path
    return ("Accessories", "Everything Else")


def _attributes(product: Mapping[str, Any]) -> Iterator[AttributeRecord]:
    for key, value in product.items():
        if not key.startswith(("attr_t_", "attr_n_", "attr_b_")) or value in (None, ""):
            continue
        name = _NOT_CODE.sub(" ", key[len("attr_t_") :]).strip()
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, str):
            value = value[:2000]
        code = name.replace(" ", "_")[:64].strip("_")
        yield AttributeRecord(code=code, label=name.capitalize()[:255], value=value)


def _grams(product: Mapping[str, Any]) -> int:
    """Icecat weighs in grams; what is in the parcel counts more than the thing itself."""
    weight = product.get("attr_n_package_weight") or product.get("attr_n_weight") or 0
    return min(max(round(float(weight)), 0), _MAX_GRAMS)
