"""Addresses of the world, by our fields."""

import re

import pytest

from contracts.addresses import (
    AddressFormat,
    UnknownCountryError,
    address_format,
    find_region,
    misfits,
)

BERLIN = {
    "name": "Ada Lovelace",
    "line1": "Lindenstraße 12",
    "city": "Berlin",
    "postal_code": "10969",
    "country": "DE",
}
CUPERTINO = {
    "name": "Ada Lovelace",
    "line1": "1 Infinite Loop",
    "city": "Cupertino",
    "region": "CA",
    "postal_code": "95014",
    "country": "US",
}


def names(rules: AddressFormat) -> list[list[str]]:
    return [[field.field for field in line] for line in rules.lines]


def problems(address: dict[str, str], **changes: str) -> list[tuple[str, str]]:
    found = misfits({**address, **changes}, at="/shipping_address")
    return [(error.pointer, error.code) for error in found]


def test_a_german_form_has_the_postal_code_before_the_city_and_no_region() -> None:
    rules = address_format("DE")

    assert names(rules) == [["name"], ["line1"], ["line2"], ["postal_code", "city"]]
    assert [field.field for field in rules.fields() if not field.required] == ["line2"]
    assert rules.regions == ()
    assert rules.postal_code is not None
    assert (rules.postal_code.pattern, rules.postal_code.examples[0]) == (r"\d{5}", "26133")


def test_an_american_form_asks_for_a_state_by_its_code() -> None:
    rules = address_format("US")

    assert names(rules)[-1] == ["city", "region", "postal_code"]
    labels = {field.field: field.label for field in rules.fields()}
    assert (labels["region"], labels["postal_code"]) == ("state", "zip")
    california = next(region for region in rules.regions if region.code == "CA")
    assert (california.name, california.latin_name) == ("California", "California")


def test_who_reads_japanese_gets_the_order_of_japan() -> None:
    assert names(address_format("JP", "ja"))[0] == ["postal_code"]
    assert names(address_format("JP", "de"))[0] == ["name"]
    assert address_format("JP", "ja").regions == address_format("JP", "de").regions


def test_regions_go_by_iso_codes_and_names_in_both_scripts() -> None:
    tokyo = next(region for region in address_format("JP").regions if region.code == "13")

    assert (tokyo.name, tokyo.latin_name) == ("東京都", "Tokyo")
    assert find_region("JP", "東京都") == find_region("JP", "JP-13") == tokyo
    california = find_region("US", "california")
    assert california is not None
    assert (california.code, find_region("US", "us-ca")) == ("CA", california)
    assert find_region("US", "Atlantis") is None
    assert find_region("XX", "CA") is None


def test_a_region_is_written_as_people_write_it() -> None:
    found = [find_region(*named) for named in (("US", "CA"), ("JP", "13"), ("ES", "VI"))]

    assert [region and region.written for region in found] == ["CA", "東京都", "Álava"]


def test_a_neighbourhood_is_the_second_line_where_it_is_written() -> None:
    (field,) = [each for each in address_format("BR").fields() if each.field == "line2"]

    assert field.label == "neighborhood"
    assert names(address_format("BR"))[2] == ["line2"]


def test_every_country_of_the_data_gives_a_form() -> None:
    for code in (
        "AD",
        "AE",
        "BO",
        "CN",
        "GI",
        "HK",
        "KR",
        "MO",
        "RU",
        "SG",
        "SM",
        "TV",
        "VA",
        "XK",
    ):
        for language in ("en", "zh", "ko", "ar"):
            rules = address_format(code, language)
            fields = [field.field for field in rules.fields()]
            assert len(fields) == len(set(fields))
            assert {"name", "line1", "line2"} <= set(fields)
            codes = [region.code.casefold() for region in rules.regions]
            assert len(codes) == len(set(codes))


def test_examples_match_their_pattern() -> None:
    for code in ("CA", "GB", "IE", "NL", "PL", "PT", "US"):
        rule = address_format(code).postal_code
        assert rule is not None
        assert rule.pattern is not None
        assert all(re.fullmatch(rule.pattern, example) for example in rule.examples)


@pytest.mark.parametrize("code", ["ZZ", "XX", "de", "DEU", "", "../"])
def test_what_is_no_country_has_no_form(code: str) -> None:
    with pytest.raises(UnknownCountryError):
        address_format(code)


def test_what_a_parcel_finds_fits() -> None:
    assert problems(BERLIN) == []
    assert problems(CUPERTINO) == []
    assert problems(CUPERTINO, region="California", postal_code="95014-1234") == []
    assert problems(BERLIN, region="Berlin") == []
    assert problems({**BERLIN, "country": "SG", "postal_code": "238880", "city": ""}) == []
    assert problems({**BERLIN, "country": "GB", "postal_code": "sw1a 1aa"}) == []


def test_each_wrong_field_is_pointed_at() -> None:
    assert problems(CUPERTINO, name=" ", region="", postal_code="9501") == [
        ("/shipping_address/name", "required"),
        ("/shipping_address/region", "required"),
        ("/shipping_address/postal_code", "invalid-postal-code"),
    ]
    assert problems(CUPERTINO, region="Ontario") == [("/shipping_address/region", "unknown-region")]
    assert problems(BERLIN, country="XX") == [("/shipping_address/country", "unknown-country")]
    assert problems(BERLIN, postal_code="１０９６９") == [
        ("/shipping_address/postal_code", "invalid-postal-code")
    ]
