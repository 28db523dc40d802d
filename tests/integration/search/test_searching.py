"""Searching through the API, over a real engine."""

from typing import Any

import httpx
import pytest

from core_services.search.rebuild import Rebuilder
from core_services.search.schemas import PriceRange, SearchDocument

from .conftest import FakeCatalog, document

SHOP: tuple[SearchDocument, ...] = (
    document(1, "Copper kettle", brand="Acme", attributes={"color": ("Copper",)}),
    document(2, "Steel kettle", brand="Boil", attributes={"color": ("Steel",)}),
    document(3, "Red kettle with thermometer", brand="Boil", attributes={"color": ("Red",)}),
    document(4, "Kettle descaler", brand="Clean", in_stock=False),
    document(5, "Wine glasses", options={"Size": ("S", "L")}, attributes={"color": ("Clear",)}),
    document(6, "Fire TV Stick", category_slugs=("tech",), category_names=("Tech",)),
    document(7, "E cloth towel"),
    document(8, "Leather belt with buckle"),
    document(9, "Leather belt without buckle"),
    document(10, "Sofa", prices={"EUR": PriceRange(50_000, 60_000)}, options={"Size": ("L",)}),
    document(11, "Vinpocetine capsules"),
)


@pytest.fixture
async def shop(catalog: FakeCatalog, rebuilder: Rebuilder, api: httpx.AsyncClient) -> Any:
    catalog.sell(*SHOP)
    await rebuilder.look_after()

    async def find(**params: Any) -> dict[str, Any]:
        response = await api.get("/core/v1/search", params=params)
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    return find


def titles(answer: dict[str, Any]) -> list[str]:
    return [hit["title"] for hit in answer["hits"]]


def counts(answer: dict[str, Any], field: str) -> dict[str, int]:
    (facet,) = [facet for facet in answer["facets"] if facet["field"] == field]
    return {bucket["value"]: bucket["count"] for bucket in facet["buckets"]}


async def test_a_word_finds_the_products_that_have_it_and_says_it_is_not_degraded(
    shop: Any,
) -> None:
    answer = await shop(q="kettles")
    assert set(titles(answer)) == {t.title for t in SHOP[:4]}
    assert answer["total"] == 4
    assert answer["degraded"] is False


async def test_a_hit_is_a_card_with_its_price_in_the_currency_asked_for(shop: Any) -> None:
    (hit,) = (await shop(q="copper kettle"))["hits"][:1]
    assert hit["price"] == {"amount": 1100, "currency": "EUR"}
    assert hit["price_max"] == {"amount": 2100, "currency": "EUR"}
    assert hit["category_slug"] == "kitchen"
    assert (await shop(q="copper kettle", currency="USD"))["hits"][0]["price"] is None


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("coper ketle", "Copper kettle"),
        ("vinpositine", "Vinpocetine capsules"),
        ("firestick", "Fire TV Stick"),
        ("ecloth", "E cloth towel"),
        ("wine glass", "Wine glasses"),
        ("WINE   Glasses!!", "Wine glasses"),
        ("SKU-3", "Red kettle with thermometer"),
    ],
)
async def test_what_was_meant_is_found(shop: Any, typed: str, title: str) -> None:
    assert titles(await shop(q=typed))[0] == title


async def test_a_misspelt_word_is_answered_and_corrected(shop: Any) -> None:
    assert (await shop(q="vinpositine"))["did_you_mean"] == "vinpocetine"
    assert (await shop(q="copper kettle"))["did_you_mean"] is None


async def test_without_prefers_what_says_it_lacks_the_thing(shop: Any) -> None:
    assert titles(await shop(q="leather belt without buckle"))[:2] == [
        "Leather belt without buckle",
        "Leather belt with buckle",
    ]


async def test_a_chosen_facet_keeps_the_counts_of_its_other_options(shop: Any) -> None:
    answer = await shop(q="kettle", brand="Boil", attr="color:Red")
    assert titles(answer) == ["Red kettle with thermometer"]
    assert counts(answer, "brand") == {"Boil": 1}
    assert counts(answer, "attr:color") == {"Red": 1, "Steel": 1}
    both = await shop(q="kettle", brand=["Boil", "Acme"])
    assert counts(both, "brand") == {"Boil": 2, "Acme": 1, "Clean": 1}
    assert both["total"] == 3


async def test_facets_come_from_the_data(shop: Any) -> None:
    answer = await shop()
    assert counts(answer, "category") == {"home": 10, "kitchen": 10, "tech": 1}
    assert counts(answer, "attr:size") == {"L": 2, "S": 1}
    assert counts(answer, "in_stock") == {"true": 10, "false": 1}
    assert counts(answer, "price") == {"1000-2499": 10, "50000-99999": 1}


async def test_a_price_range_can_be_sent_back(shop: Any) -> None:
    answer = await shop(price_min=50_000, price_max=99_999)
    assert titles(answer) == ["Sofa"]
    (facet,) = [facet for facet in answer["facets"] if facet["field"] == "price"]
    assert [b["value"] for b in facet["buckets"] if b["selected"]] == ["50000-99999"]


@pytest.mark.parametrize("sort", ["relevance", "price", "-price", "newest", "name"])
async def test_a_walk_with_cursors_meets_every_product_once(shop: Any, sort: str) -> None:
    seen: list[str] = []
    answer = await shop(sort=sort, limit=2)
    seen += titles(answer)
    while answer["next_cursor"]:
        answer = await shop(sort=sort, limit=2, cursor=answer["next_cursor"])
        seen += titles(answer)
    assert sorted(seen) == sorted(document.title for document in SHOP)


async def test_a_walk_through_scored_results_meets_every_product_once(shop: Any) -> None:
    seen: list[str] = []
    answer = await shop(q="kettle", limit=1)
    seen += titles(answer)
    while answer["next_cursor"]:
        answer = await shop(q="kettle", limit=1, cursor=answer["next_cursor"])
        seen += titles(answer)
    assert sorted(seen) == sorted(document.title for document in SHOP[:4])


async def test_sorting_by_price_and_name(shop: Any) -> None:
    assert titles(await shop(sort="-price", limit=1)) == ["Sofa"]
    assert titles(await shop(sort="name", limit=2)) == ["Copper kettle", "E cloth towel"]


@pytest.mark.parametrize(
    "params",
    [
        {"cursor": "nonsense"},
        {"cursor": "W10"},
        {"cursor": "é"},
        {"attr": "color"},
        {"limit": "0"},
        {"sort": "cheapest"},
        {"q": "x" * 300},
        {"unknown": "1"},
    ],
)
async def test_what_cannot_be_meant_is_a_422(
    shop: Any, api: httpx.AsyncClient, params: dict[str, str]
) -> None:
    response = await api.get("/core/v1/search", params=params)
    assert response.status_code == 422, response.text


async def test_a_cursor_of_another_search_is_a_422(shop: Any, api: httpx.AsyncClient) -> None:
    cursor = (await shop(q="kettle", limit=1))["next_cursor"]
    response = await api.get("/core/v1/search", params={"q": "belt", "cursor": cursor})
    assert response.status_code == 422
    assert response.json()["code"] == "bad-cursor"


@pytest.mark.parametrize(
    "typed",
    [
        'kettle" OR title:*',
        "kettle) AND (1=1",
        "{!lucene}kettle",
        "kettle\x1b[31m\u200b",
        "*:*",
        "/ke.*/",
        "kettle~~~^^^",
        "\\",
        "a " * 120,
        "🫖 kettle",
        "' ' '",
    ],
)
async def test_hostile_input_is_only_words(shop: Any, typed: str) -> None:
    answer = await shop(q=typed)
    assert answer["degraded"] is False


async def test_suggestions_while_typing(shop: Any, api: httpx.AsyncClient) -> None:
    response = await api.get("/core/v1/suggest", params={"q": "copp"})
    assert {"text": "Copper kettle", "kind": "product", "slug": "p-1"} in response.json()[
        "suggestions"
    ]
    empty = await api.get("/core/v1/suggest", params={"q": " "})
    assert empty.json() == {"suggestions": [], "degraded": False}
