"""Public data sets become records that the catalog takes."""

import json
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from core_services.catalog.domain import check
from core_services.catalog.records import ProductRecord
from infra.ops.converters import CONVERTERS

PRODUCT: dict[str, Any] = {
    "id": "17",
    "title": "Xerox Toner Black — Original",
    "supplier": "Xerox",
    "price": 4995,
    "ean": ["0095205603217", "0095205603217"],
    "date_released": "2009-12-10T00:00:00Z",
    "img_500x500": "http://images.example/17.jpg",
    "attr_t_printing_colours": "Black",
    "attr_n_package_weight": 612.4,
    "attr_n_quantity_per_pack": 6.0,
    "attr_b_rohs_compliance": True,
    "attr_t_operating_temperature__t_t_": "0 - 40",
}


def icecat(path: Path, *products: dict[str, Any]) -> Iterator[ProductRecord]:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("1.json", json.dumps(products))
    return CONVERTERS["icecat"]([path])


def test_an_icecat_product_becomes_a_priced_stocked_and_filed_record(tmp_path: Path) -> None:
    (record,) = icecat(tmp_path / "1.json.zip", PRODUCT)
    check(record)
    (variant,) = record.variants
    assert record.handle == "xerox-toner-black-original-17"
    assert record.category == ("Printing", "Ink & Toner")
    assert (variant.sku, variant.prices, variant.weight_grams) == (
        "ICECAT-17",
        {"EUR": 4995},
        612,
    )
    assert variant.barcodes == ("0095205603217",)
    assert variant.on_hand is not None
    values = {attribute.code: attribute.value for attribute in record.attributes}
    assert values == {
        "printing_colours": "Black",
        "package_weight": 612.4,
        "quantity_per_pack": 6,
        "rohs_compliance": True,
        "operating_temperature_t_t": "0 - 40",
    }


def test_icecats_oddest_products_are_taken(shared_data: Path) -> None:
    files = sorted((shared_data / "icecat_chorus").glob("*.zip"))
    records = list(islice(CONVERTERS["icecat"](files), 5_000))
    for record in records[::10]:
        check(record)
    assert len({record.handle for record in records}) == 5_000
    unfiled = sum(record.category[-1] == "Everything Else" for record in records)
    assert unfiled < 0.25 * len(records)


def test_esci_products_without_a_price_get_one_and_keep_their_path(shared_data: Path) -> None:
    file = shared_data / "esci_150" / "ubi_ecommerce_products.json.gz"
    records = list(CONVERTERS["esci"]([file]))
    assert len(records) == 6_764
    for record in records[::25]:
        check(record)
    assert all(record.variants[0].prices["USD"] > 0 for record in records)
    assert max(len(record.category) for record in records) >= 4
