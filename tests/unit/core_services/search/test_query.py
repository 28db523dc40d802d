"""A search as a request, and an answer as results."""

from typing import Any

import msgspec
import pytest

from contracts.money import Money
from core_services.search import cursors
from core_services.search.query import read_answer, request_body, results
from core_services.search.schemas import CursorError, SearchQuery
from core_services.search.text import parse


def body(**fields: Any) -> dict[str, Any]:
    query = SearchQuery(**fields)
    return request_body(query, parse(query.q), {}, after=cursors.decode(query))


def names_in(node: Any) -> set[str]:
    """Every key of a request, at any depth."""
    if isinstance(node, dict):
        return set(node) | {name for value in node.values() for name in names_in(value)}
    if isinstance(node, list):
        return {name for value in node for name in names_in(value)}
    return set()


def test_no_query_syntax_reaches_the_engine() -> None:
    request = body(q='a" OR title:* {!x} (b)', brand=("*",), attr=("color:.*",))
    forbidden = {"query_string", "simple_query_string", "wildcard", "regexp", "script"}
    assert not forbidden & names_in(request)


def test_the_request_stays_small_whatever_is_typed() -> None:
    request = msgspec.json.encode(body(q="abcdefghijklmnopqrstuvwxyzabcdefghijklmnopq " * 5))
    assert len(request) < 60_000


def test_choices_filter_after_the_facets_are_counted() -> None:
    request = body(q="kettle", brand=("Boil",))
    assert request["post_filter"] == {"bool": {"filter": [{"terms": {"brand": ["Boil"]}}]}}
    assert request["aggs"]["brand"]["filter"] == {"match_all": {}}
    assert "brand" not in request["aggs"]["shared"]["aggs"]
    assert request["aggs"]["shared"]["filter"] == request["post_filter"]


def test_a_facet_value_is_taken_literally() -> None:
    request = body(attr=("a.b:c*",))
    assert request["post_filter"]["bool"]["filter"] == [{"terms": {"facets": ["a.b:c*"]}}]
    (name,) = [name for name in request["aggs"] if name.startswith("attr:")]
    assert request["aggs"][name]["aggs"]["attributes"]["terms"]["include"] == "a\\.b\\:.*"


def test_later_pages_ask_for_no_facets_and_no_spelling() -> None:
    query = SearchQuery(q="kettle")
    cursor = cursors.encode(query, "strict", (24,))
    request = body(q="kettle", cursor=cursor)
    assert request["from"] == 24
    assert not {"aggs", "suggest"} & set(request)


@pytest.mark.parametrize("sort", ["relevance", "price", "-price", "newest", "name"])
def test_every_order_ends_with_the_id(sort: Any) -> None:
    assert body(sort=sort)["sort"][-1] == {"id": "asc"}


@pytest.mark.parametrize("position", [("x",), (1.5,), (0,), (-1,), (10_000,), (1, 2), (True,)])
def test_a_forged_rank_is_refused(position: tuple[Any, ...]) -> None:
    cursor = cursors.encode(SearchQuery(q="kettle"), "strict", position)
    with pytest.raises(CursorError):
        body(q="kettle", cursor=cursor)


@pytest.mark.parametrize("position", [("x", "prd_1"), (1, 2), (1,), (1, "a", "b")])
def test_a_forged_place_is_refused(position: tuple[Any, ...]) -> None:
    cursor = cursors.encode(SearchQuery(sort="price"), "strict", position)
    with pytest.raises(CursorError):
        body(sort="price", cursor=cursor)


ANSWER = b"""{"took": 3, "hits": {"total": {"value": 2, "relation": "eq"}, "hits": [
 {"_id": "1", "_score": 3.5, "_source": {"id": "prd_1", "slug": "kettle", "title": "Kettle",
  "in_stock": true, "category_slugs": ["home", "kitchen"],
  "prices": {"EUR": {"min": 1999, "max": 2999}}}, "sort": [3.5, 0, "prd_1"]},
 {"_id": "2", "_score": 1.5, "_source": {"id": "prd_2", "slug": "cup", "title": "Cup",
  "brand": "Boil", "prices": {}}, "sort": [1.5, 0, "prd_2"]}]},
 "aggregations": {"shared": {"doc_count": 2,
  "brand": {"buckets": [{"key": "Boil", "doc_count": 1}]},
  "in_stock": {"buckets": [{"key": 1, "key_as_string": "true", "doc_count": 1}]},
  "price": {"buckets": [{"key": "*-1000.0", "to": 1000.0, "doc_count": 0},
   {"key": "1000.0-2500.0", "from": 1000.0, "to": 2500.0, "doc_count": 1}]},
  "attributes": {"buckets": [{"key": "size:L", "doc_count": 2}, {"key": "size:S", "doc_count": 1},
   {"key": "ean:1", "doc_count": 1}]},
  "attribute_labels": {"buckets": [{"key": "size:Size", "doc_count": 2},
   {"key": "ean:EAN", "doc_count": 1}]}}},
 "suggest": {"spelling": [{"text": "ketle", "offset": 0, "length": 5,
  "options": [{"text": "kettle", "score": 0.8, "freq": 2}]}, {"text": "cup", "options": []}]}}"""


def page(**fields: Any) -> Any:
    query = SearchQuery(**({"q": "ketle cup"} | fields))
    answer = read_answer(ANSWER)
    words = parse(query.q)
    return results(query, words, answer, strictness="strict", after=None, took_ms=1)


def test_a_card_has_the_prices_of_its_currency_and_the_leaf_of_its_categories() -> None:
    first, second = page().hits
    assert (first.price, first.price_max) == (Money(1999, "EUR"), Money(2999, "EUR"))
    assert first.category_slug == "kitchen"
    assert second.price is None


def test_only_what_offers_a_choice_is_a_facet() -> None:
    assert [facet.field for facet in page().facets] == ["brand", "price", "in_stock", "attr:size"]


def test_a_price_bucket_is_a_closed_range_of_minor_units() -> None:
    (price,) = [facet for facet in page().facets if facet.field == "price"]
    (bucket,) = price.buckets
    assert (bucket.value, bucket.label, bucket.count) == ("1000-2499", "10.00 – 25.00 EUR", 1)


def test_a_chosen_value_stays_though_nothing_is_left_of_it() -> None:
    (brand, *_) = page(brand=("Gone",)).facets
    assert {(b.value, b.count, b.selected) for b in brand.buckets} == {
        ("Boil", 1, False),
        ("Gone", 0, True),
    }


def test_an_unknown_word_is_corrected_in_its_place() -> None:
    assert page().did_you_mean == "kettle cup"


def test_a_cursor_comes_only_when_there_is_more() -> None:
    assert page().next_cursor is None
    assert cursors.decode(SearchQuery(q="ketle cup", limit=1, cursor=page(limit=1).next_cursor))


@pytest.mark.parametrize(
    "cursor", ["", "*", "é", "AAAA", "W10", "bnVsbA", "WyJhIiwic3RyaWN0IixbXV0"]
)
def test_what_is_not_a_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(CursorError):
        cursors.decode(SearchQuery(cursor=cursor))


def test_a_cursor_is_good_for_its_own_search_only() -> None:
    cursor = cursors.encode(SearchQuery(q="kettle"), "strict", (24,))
    assert cursors.decode(SearchQuery(q="kettle", limit=5, cursor=cursor)) is not None
    for other in ({"q": "cup"}, {"q": "kettle", "sort": "price"}, {"q": "kettle", "brand": ("x",)}):
        with pytest.raises(CursorError):
            cursors.decode(SearchQuery(cursor=cursor, **other))


def corrected(typed: str, *options: tuple[str, float]) -> str | None:
    listed = [{"text": text, "score": score} for text, score in options]
    answer = {
        "hits": {"total": {"value": 0}, "hits": []},
        "suggest": {"spelling": [{"text": typed, "options": listed}]},
    }
    query = SearchQuery(q=typed)
    return results(
        query,
        parse(typed),
        read_answer(msgspec.json.encode(answer)),
        strictness="strict",
        after=None,
        took_ms=1,
    ).did_you_mean


def test_a_plural_of_a_known_word_is_no_mistake() -> None:
    assert corrected("boots", ("books", 0.8), ("boot", 0.75)) is None


def test_a_word_too_different_is_no_correction() -> None:
    assert corrected("womens", ("woven", 0.6)) is None
    assert corrected("womens") is None


def measured_facet(*values: str) -> list[str]:
    rows = [{"key": f"width:{value}", "doc_count": 4} for value in values]
    shared = {
        "doc_count": 10,
        "attributes": {"buckets": rows},
        "attribute_labels": {"buckets": [{"key": "width:Width", "doc_count": 10}]},
    }
    answer = {"hits": {"total": {"value": 10}, "hits": []}, "aggregations": {"shared": shared}}
    query = SearchQuery()
    page = results(
        query,
        parse(""),
        read_answer(msgspec.json.encode(answer)),
        strictness="strict",
        after=None,
        took_ms=1,
    )
    return [facet.field for facet in page.facets]


def test_measurements_are_not_listed_as_choices() -> None:
    assert measured_facet("12.5", "30.0", "7.25") == []
    assert measured_facet("Narrow", "Wide") == ["attr:width"]
    assert measured_facet("36", "38") == ["attr:width"]
