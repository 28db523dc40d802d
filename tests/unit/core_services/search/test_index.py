"""How a catalog document becomes one of the index."""

from typing import Any

import pytest

from core_services.search.index import facet_code, head_of, index_body, to_index_document
from core_services.search.schemas import PriceRange, SearchDocument


@pytest.mark.parametrize(
    ("title", "head"),
    [
        ("Case for Kindle Paperwhite", "Case"),
        ("Wine Glasses, Set of 4", "Wine Glasses"),
        ("Kettle (Red)", "Kettle"),
        ("Kettle - 2 l", "Kettle"),
        ("(Renewed) AirPods", "(Renewed) AirPods"),
        ("T-shirt", "T-shirt"),
    ],
)
def test_the_head_of_a_title_is_what_the_product_is(title: str, head: str) -> None:
    assert head_of(title) == head


def indexed(**fields: Any) -> dict[str, Any]:
    required: dict[str, Any] = {"id": "prd_1", "version": 1, "slug": "k", "title": "Kettle"}
    return to_index_document(SearchDocument(**(required | fields)))


def test_attributes_and_options_become_facets_with_labels() -> None:
    document = indexed(
        attributes={"color": ("Red", "Blue")},
        attribute_labels={"color": "Colour"},
        options={"Shoe size": ("40",), "Color": ("Red",)},
    )
    assert sorted(document["facets"]) == ["color:Blue", "color:Red", "shoe-size:40"]
    assert document["facet_labels"] == ["color:Colour", "shoe-size:Shoe size"]


def test_values_too_long_to_choose_are_no_facets() -> None:
    assert indexed(attributes={"note": ("x" * 200, "")})["facets"] == []


def test_categories_carry_their_names() -> None:
    document = indexed(category_slugs=("home", "tea"), category_names=("Home", "Tea: all"))
    assert document["categories"] == ["home:Home", "tea:Tea: all"]


def test_skus_and_barcodes_are_identifiers() -> None:
    assert indexed(skus=("A-1",), barcodes=("4006381",))["identifiers"] == ["A-1", "4006381"]


def test_prices_stay_whole_numbers_by_currency() -> None:
    assert indexed(prices={"JPY": PriceRange(1500, 1500)})["prices"]["JPY"] == PriceRange(
        1500, 1500
    )


@pytest.mark.parametrize(
    ("name", "code"), [("Shoe size", "shoe-size"), ("Größe (EU)", "größe-eu"), (":", "")]
)
def test_a_facet_code_never_holds_the_separator(name: str, code: str) -> None:
    assert facet_code(name) == code


def test_every_indexed_field_is_mapped() -> None:
    assert set(indexed()) == set(index_body()["mappings"]["properties"])
