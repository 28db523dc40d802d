"""What shoppers and other services get from the catalog over HTTP."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.clock import FrozenClock
from contracts.events.order import OrderLine, StockLevel
from core_services.catalog.handlers import upsert_products
from core_services.catalog.handlers.availability import apply_stock_levels
from core_services.catalog.handlers.popularity import count_sale
from core_services.catalog.records import (
    AttributeRecord,
    ImageRecord,
    OptionRecord,
    ProductRecord,
    VariantRecord,
)

Build = Callable[..., ProductRecord]


@pytest.fixture
async def sell(database: AsyncEngine, clock: FrozenClock) -> Callable[..., Any]:
    """Puts products on sale, one second after the other."""

    async def put(*records: ProductRecord) -> list[str]:
        ids = []
        for record in records:
            clock.advance(timedelta(seconds=1))
            (outcome,) = await upsert_products(database, [record], actor="test", clock=clock)
            assert outcome.product_id is not None, outcome
            ids.append(outcome.product_id)
        return ids

    return put


async def get(api: httpx.AsyncClient, path: str, **params: Any) -> Any:
    response = await api.get(path, params=params)
    assert response.status_code == 200, response.text
    return response.json()


async def slugs(api: httpx.AsyncClient, **params: Any) -> list[str]:
    listing = await get(api, "/core/v1/products", **params)
    return [product["slug"] for product in listing["products"]]


async def test_a_product_page_has_what_the_contract_names(
    api: httpx.AsyncClient, sell: Callable[..., Any], a_record: Build
) -> None:
    size = OptionRecord(name="Size", values=("S", "M"))
    variants = tuple(
        VariantRecord(sku=f"TEE-{s}", options={"Size": s}, prices={"EUR": p, "USD": p + 100})
        for s, p in (("S", 1500), ("M", 1700))
    )
    await sell(
        a_record(
            "tee",
            category=("Clothes", "Shirts"),
            options=(size,),
            variants=variants,
            images=(ImageRecord(url="/media/tee.svg"),),
            attributes=(AttributeRecord(code="fit", label="Fit", value="slim"),),
        )
    )

    page = await get(api, "/core/v1/products/tee", currency="USD")

    assert page["category"]["path"] == [
        {"slug": "clothes", "name": "Clothes"},
        {"slug": "shirts", "name": "Shirts"},
    ]
    assert page["price_range"] == {
        "min": {"amount": 1600, "currency": "USD"},
        "max": {"amount": 1800, "currency": "USD"},
    }
    assert page["attributes"] == [{"code": "fit", "label": "Fit", "value": "slim", "unit": None}]
    first = page["variants"][0]
    assert (first["sku"], first["title"], first["available"], first["in_stock"]) == (
        "TEE-S",
        "S",
        0,
        False,
    )
    assert page == await get(api, f"/core/v1/products/{page['id']}", currency="USD")


async def test_a_page_falls_back_on_a_currency_that_the_product_is_sold_in(
    api: httpx.AsyncClient, sell: Callable[..., Any], a_record: Build
) -> None:
    await sell(a_record())

    page = await get(api, "/core/v1/products/mug", currency="KWD")

    assert page["price_range"]["min"] == {"amount": 1990, "currency": "EUR"}


@pytest.mark.parametrize(
    "fields",
    [{"status": "draft"}, {"status": "archived"}, {"variants": (VariantRecord(sku="X"),)}],
    ids=["draft", "archived", "no price"],
)
async def test_what_is_not_on_sale_is_not_there(
    api: httpx.AsyncClient, sell: Callable[..., Any], a_record: Build, fields: dict[str, Any]
) -> None:
    await sell(a_record(**fields))

    response = await api.get("/core/v1/products/mug")

    assert response.status_code == 404
    assert response.json()["code"] == "product-not-found"
    assert await slugs(api) == []


async def test_a_product_is_there_from_its_publication_to_its_withdrawal(
    api: httpx.AsyncClient, sell: Callable[..., Any], a_record: Build, clock: FrozenClock
) -> None:
    hour = timedelta(hours=1)
    start = clock.now() + hour
    await sell(a_record(published_at=start, unpublish_at=start + hour))

    assert await slugs(api) == []
    clock.advance(hour)
    assert await slugs(api) == ["mug"]
    clock.advance(hour)
    assert await slugs(api) == []


async def test_an_old_slug_answers_with_the_present_address(
    api: httpx.AsyncClient, sell: Callable[..., Any], a_record: Build
) -> None:
    await sell(a_record(), a_record(slug="cup"), a_record(slug="beaker"))

    for old in ("mug", "cup"):
        response = await api.get(f"/core/v1/products/{old}?currency=EUR")
        assert response.status_code == 308
        assert response.headers["location"] == "/core/v1/products/beaker?currency=EUR"
    await sell(a_record("other", slug="cup"))
    assert (await api.get("/core/v1/products/cup")).status_code == 200


async def test_the_listing_filters_and_counts(
    api: httpx.AsyncClient, sell: Callable[..., Any], a_record: Build
) -> None:
    await sell(
        a_record("a", category=("Home", "Kitchen"), brand="Acme"),
        a_record("b", category=("Home",), brand="Loom"),
        a_record("c", category=("Garden",), brand="acme"),
    )

    assert await slugs(api, category="home", sort="name") == ["a", "b"]
    assert await slugs(api, category="kitchen") == ["a"]
    assert await slugs(api, category="nowhere") == []
    assert await slugs(api, brand="ACME", sort="name") == ["a", "c"]
    assert await slugs(api, brand="", sort="name") == []
    assert await slugs(api, category="", sort="name") == []
    assert await slugs(api, in_stock="true") == []
    assert await slugs(api, currency="USD") == []
    assert (await get(api, "/core/v1/products"))["total"] == 3


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("newest", ["p4", "p3", "p2", "p1", "p0"]),
        ("price", ["p4", "p3", "p2", "p1", "p0"]),
        ("-price", ["p0", "p1", "p2", "p3", "p4"]),
        ("name", ["p0", "p1", "p2", "p3", "p4"]),
        ("relevance", ["p4", "p3", "p2", "p1", "p0"]),
    ],
)
async def test_every_order_pages_through_all_products_once(
    api: httpx.AsyncClient,
    sell: Callable[..., Any],
    a_record: Build,
    sort: str,
    expected: list[str],
) -> None:
    for number in range(5):
        price = VariantRecord(sku=f"P{number}", prices={"EUR": 500 - 100 * number})
        await sell(a_record(f"p{number}", variants=(price,)))

    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = await get(api, "/core/v1/products", sort=sort, limit=2, **cursor)
        seen += [product["slug"] for product in page["products"]]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}

    assert seen == expected


async def test_products_of_one_price_are_not_skipped_between_pages(
    api: httpx.AsyncClient, sell: Callable[..., Any], a_record: Build
) -> None:
    await sell(*(a_record(f"p{number}") for number in range(5)))

    first = await get(api, "/core/v1/products", sort="price", limit=3)
    second = await get(api, "/core/v1/products", sort="price", cursor=first["next_cursor"])

    found = {product["slug"] for page in (first, second) for product in page["products"]}
    assert found == {f"p{number}" for number in range(5)}


def a_sale(product_id: str, quantity: int) -> OrderLine:
    return OrderLine(
        line_id="lin_1",
        sku="ANY",
        product_id=product_id,
        title="Anything",
        quantity=quantity,
        unit_price=1,
        discount=0,
        tax=0,
        total=quantity,
    )


async def test_what_sells_is_popular_and_counts_once(
    api: httpx.AsyncClient,
    sell: Callable[..., Any],
    a_record: Build,
    database: AsyncEngine,
    clock: FrozenClock,
) -> None:
    ids = await sell(*(a_record(f"p{n}") for n in range(4)))
    assert await slugs(api, sort="popular", sold_lately="true") == []

    lines = [a_sale(ids[1], 2), a_sale(ids[0], 2), a_sale(ids[0], 1), a_sale("prd_gone", 9)]
    for _ in range(2):
        await count_sale(database, "event-1", lines, clock.now(), clock)
    await count_sale(database, "event-2", [a_sale(ids[2], 5)], clock.now(), clock)

    assert await slugs(api, sort="popular") == ["p2", "p0", "p1", "p3"]
    assert await slugs(api, sort="popular", sold_lately="true") == ["p2", "p0", "p1"]
    first = await get(api, "/core/v1/products", sort="popular", limit=2)
    assert first["total"] == 4
    cursor = first["next_cursor"]
    assert await slugs(api, sort="popular", limit=2, cursor=cursor) == ["p1", "p3"]

    clock.advance(timedelta(days=90))
    assert await slugs(api, sort="popular", sold_lately="true") == []
    await count_sale(database, "event-3", [a_sale(ids[3], 1)], clock.now(), clock)
    assert (await slugs(api, sort="popular"))[0] == "p3"


@pytest.mark.parametrize("cursor", ["nonsense", "W10", "WyJuYW1lIiwxLCJwcmQiXQ"])
async def test_a_cursor_that_is_not_ours_is_refused(api: httpx.AsyncClient, cursor: str) -> None:
    response = await api.get("/core/v1/products", params={"cursor": cursor})

    assert (response.status_code, response.json()["code"]) == (422, "cursor-invalid")


async def test_words_find_products_even_when_misspelt(
    api: httpx.AsyncClient, sell: Callable[..., Any], a_record: Build
) -> None:
    await sell(
        a_record("kb", title="Mechanical keyboard", description_html="<p>With blue switches</p>"),
        a_record("lamp", title="Desk lamp", tags=("lighting",)),
    )

    assert await slugs(api, q="keyboards") == ["kb"]
    assert await slugs(api, q="blue switch") == ["kb"]
    assert await slugs(api, q="keybaord") == ["kb"]
    assert await slugs(api, q="LIGHTING") == ["lamp"]
    assert await slugs(api, q="LAMP") == ["lamp"]
    assert await slugs(api, q="zzzzzz") == []
    assert await slugs(api, q="'); DROP TABLE products; --") == []


async def test_the_category_tree_counts_what_is_below(
    api: httpx.AsyncClient, sell: Callable[..., Any], a_record: Build
) -> None:
    await sell(
        a_record("a", category=("Home", "Kitchen")),
        a_record("b", category=("Home",)),
        a_record("c", category=("Garden",), status="draft"),
    )

    categories = (await get(api, "/core/v1/categories"))["categories"]

    assert [(c["slug"], c["level"], c["product_count"]) for c in categories] == [
        ("garden", 0, 0),
        ("home", 0, 2),
        ("kitchen", 1, 1),
    ]
    assert categories[2]["parent_id"] == categories[1]["id"]


async def test_variants_are_described_by_sku(
    api: httpx.AsyncClient, sell: Callable[..., Any], a_record: Build
) -> None:
    (product_id,) = await sell(a_record())
    await sell(a_record("draft", status="draft"))

    variants = (await get(api, "/core/v1/products/variants", skus=["MUG", "DRAFT", "NOPE"]))[
        "variants"
    ]

    by_sku = {variant["sku"]: variant for variant in variants}
    assert by_sku.keys() == {"MUG", "DRAFT"}
    assert (by_sku["MUG"]["product_id"], by_sku["MUG"]["sellable"]) == (product_id, True)
    assert not by_sku["DRAFT"]["sellable"]


async def test_stock_shows_on_the_page_and_in_the_listing(
    api: httpx.AsyncClient,
    sell: Callable[..., Any],
    a_record: Build,
    database: AsyncEngine,
    clock: FrozenClock,
) -> None:
    await sell(a_record())
    await apply_stock_levels(database, [StockLevel("MUG", 7, 2)], clock)

    page = await get(api, "/core/v1/products/mug")

    assert (page["variants"][0]["available"], page["variants"][0]["in_stock"]) == (7, True)
    assert await slugs(api, in_stock="true") == ["mug"]


async def test_services_get_search_documents(
    api: httpx.AsyncClient, sell: Callable[..., Any], a_record: Build, service: dict[str, str]
) -> None:
    record = a_record(
        category=("Home", "Kitchen"),
        description_html="<p>Fine &amp; <b>blue</b></p>",
        attributes=(
            AttributeRecord(code="color", label="Colour", value="blue"),
            AttributeRecord(code="color", label="Colour", value="white"),
            AttributeRecord(code="volume", label="Volume", value=0.3, unit="l"),
        ),
    )
    draft = a_record("draft", status="draft")
    ids = await sell(record, draft)

    body = {"ids": [*ids, "prd_nope"]}
    response = await api.post("/internal/v1/products/batch", json=body, headers=service)

    answer = response.json()
    assert answer["missing"] == [ids[1], "prd_nope"]
    (document,) = answer["documents"]
    assert document["description"] == "Fine & blue"
    assert document["category_slugs"] == ["home", "kitchen"]
    assert document["attributes"] == {"color": ["blue", "white"], "volume": ["0.3"]}
    assert document["attribute_labels"] == {"color": "Colour", "volume": "Volume"}
    assert document["prices"] == {"EUR": {"min": 1990, "max": 1990, "compare_at": None}}
    assert document["in_stock"] is False


async def test_the_export_pages_through_everything_on_sale(
    api: httpx.AsyncClient, sell: Callable[..., Any], a_record: Build, service: dict[str, str]
) -> None:
    await sell(*(a_record(f"p{n}") for n in range(5)), a_record("draft", status="draft"))

    seen: list[str] = []
    after = ""
    while True:
        params = {"after": after, "limit": "2"}
        answer = await api.get("/internal/v1/products/export", params=params, headers=service)
        page = answer.json()
        seen += [document["slug"] for document in page["documents"]]
        if page["next"] is None:
            break
        after = page["next"]

    assert seen == [f"p{n}" for n in range(5)]


async def test_internal_operations_do_not_exist_for_others(
    api: httpx.AsyncClient, guest: dict[str, str], staff: dict[str, str]
) -> None:
    for headers in ({}, guest, staff):
        response = await api.get("/internal/v1/products/export", headers=headers)
        assert response.status_code == 404


async def test_a_moved_product_keeps_its_page_under_its_id(
    api: httpx.AsyncClient, sell: Callable[..., Any], a_record: Build
) -> None:
    (product_id,) = await sell(a_record())
    await sell(replace(a_record(), slug="cup"))

    assert (await get(api, f"/core/v1/products/{product_id}"))["slug"] == "cup"


@pytest.mark.parametrize(
    "path",
    [
        "/core/v1/products/%00",
        "/core/v1/products?brand=a%00b",
        "/core/v1/products/variants?skus=a%00b",
        "/core/v1/products?sort=price&cursor=WyJwcmljZSIsOTk5OTk5OTk5OTk5OTk5OTk5OTk5LCJwcmRfMSIsZmFsc2Vd",
        "/core/v1/products?sort=newest&cursor=WyJuZXdlc3QiLCIyMDI2LTAxLTAxVDAwOjAwOjAwIiwiYSIsZmFsc2Vd",
        "/core/v1/products?limit=101",
        "/core/v1/products?colour=red",
        "/core/v1/products/" + "x" * 5_000,
    ],
)
async def test_hostile_input_is_the_callers_fault(api: httpx.AsyncClient, path: str) -> None:
    assert 400 <= (await api.get(path)).status_code < 500
