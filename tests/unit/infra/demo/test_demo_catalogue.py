"""The demo shop is sound, complete, and the same on every machine."""

from collections import Counter
from xml.etree import ElementTree

import msgspec
import pytest

from core_services.catalog.domain import check
from core_services.catalog.importing.barcodes import has_wrong_check_digit
from core_services.catalog.records import ProductRecord
from core_services.catalog.schemas import ReferenceData
from infra.local.demo.catalogue import Picture, pictures, product_records
from infra.local.demo.departments import shelves
from infra.local.demo.drawing.gallery import DRAWINGS
from infra.local.demo.reference_data import reference_data

CATEGORIES = {
    slug: f"cat_{slug}" for slug in ("socks", "books", "plants-garden", "outdoors", "clothing")
}


@pytest.fixture(scope="module")
def records() -> list[ProductRecord]:
    return list(product_records())


@pytest.fixture(scope="module")
def drawn() -> list[Picture]:
    return list(pictures())


def test_there_is_enough_to_browse(records: list[ProductRecord]) -> None:
    assert len(records) >= 300
    assert len({record.category[0] for record in records}) >= 10
    assert {len(record.category) for record in records} == {2}
    assert len(DRAWINGS) >= 40


def test_every_record_is_one_that_the_catalog_takes(records: list[ProductRecord]) -> None:
    for record in records:
        check(record)


def test_nothing_is_named_twice(records: list[ProductRecord]) -> None:
    variants = [variant for record in records for variant in record.variants]
    for names in (
        [record.handle for record in records],
        [record.title for record in records],
        [variant.sku for variant in variants],
        [barcode for variant in variants for barcode in variant.barcodes],
    ):
        assert Counter(names).most_common(1)[0][1] == 1


def test_no_two_products_are_described_in_the_same_words(records: list[ProductRecord]) -> None:
    openings = Counter(record.description_html.split("</p>")[0] for record in records)
    assert openings.most_common(1)[0][1] == 1


def test_every_variant_has_a_price_in_every_currency_and_sound_barcodes(
    records: list[ProductRecord],
) -> None:
    for variant in (variant for record in records for variant in record.variants):
        assert variant.prices.keys() == {"EUR", "USD", "GBP", "JPY"}
        assert all(variant.compare_at[c] > variant.prices[c] for c in variant.compare_at)
        assert not any(map(has_wrong_check_digit, variant.barcodes))


def test_some_things_are_reduced_and_some_sold_out(records: list[ProductRecord]) -> None:
    variants = [variant for record in records for variant in record.variants]
    assert sum(bool(variant.compare_at) for variant in variants) > 50
    assert 10 < sum(variant.on_hand == 0 for variant in variants) < len(variants) / 8


def test_every_image_of_the_catalogue_is_drawn_and_none_in_vain(
    records: list[ProductRecord], drawn: list[Picture]
) -> None:
    named = {image.url for record in records for image in record.images}
    named |= {variant.image_url or "" for record in records for variant in record.variants}
    assert named == {f"/media/{picture.key}" for picture in drawn}


def test_every_category_has_a_shelf_and_a_picture(
    records: list[ProductRecord], drawn: list[Picture]
) -> None:
    put_up = list(shelves(records))
    paths = {record.category for record in records}
    assert {shelf.path for shelf in put_up} == paths | {path[:1] for path in paths}
    assert {shelf.image_url for shelf in put_up} <= {f"/media/{each.key}" for each in drawn}


def test_pictures_are_small_and_well_formed(drawn: list[Picture]) -> None:
    for picture in drawn:
        assert len(picture.svg) < 6_000, picture.key
        ElementTree.fromstring(picture.svg)


def test_the_same_input_gives_the_same_shop(
    records: list[ProductRecord], drawn: list[Picture]
) -> None:
    assert list(product_records()) == records
    assert list(pictures()) == drawn


def test_the_tables_are_what_the_catalog_takes() -> None:
    tables = reference_data(CATEGORIES)
    assert msgspec.json.decode(msgspec.json.encode(tables), type=ReferenceData) == tables
    assert {"WELCOME10", "FREESHIP", "SUMMER", "FIRSTCOME", "SPRING24"} <= {
        code for promotion in tables.promotions.values() for code in promotion.codes
    }
    assert {rate.country for rate in tables.tax_rates.values()} >= {"DE", "FR", "GB", "US", "JP"}
