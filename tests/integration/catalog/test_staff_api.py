"""What staff do to the catalog over HTTP: versions, conflicts, and the trail it leaves."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.clock import FrozenClock
from contracts.events import decode
from contracts.events.registry import EVENT_TYPES
from core_services.catalog.handlers import upsert_products
from core_services.catalog.records import ProductRecord

ADMIN = "/core/v1/admin/catalog"
MUG: dict[str, Any] = {
    "handle": "mug",
    "title": "Mug",
    "category": ["Home"],
    "variants": [{"sku": "MUG", "prices": {"EUR": 1990}}],
}


@pytest.fixture
async def create(api: httpx.AsyncClient, staff: dict[str, str]) -> Callable[..., Any]:
    async def create(path: str, body: dict[str, Any]) -> httpx.Response:
        return await api.post(f"{ADMIN}/{path}", json=body, headers=staff)

    return create


def at(version: str | int, staff: dict[str, str]) -> dict[str, str]:
    return {**staff, "if-match": str(version)}


async def told(database: AsyncEngine) -> list[Any]:
    async with database.connect() as conn:
        rows = await conn.execute(sa.text("SELECT payload FROM outbox ORDER BY seq"))
        return [decode(payload, EVENT_TYPES) for payload in rows.scalars()]


async def test_a_product_is_read_changed_and_sent_back(
    api: httpx.AsyncClient, staff: dict[str, str], create: Callable[..., Any]
) -> None:
    created = await create("products", MUG)
    assert (created.status_code, created.headers["etag"]) == (201, '"1"')
    url = f"{ADMIN}/products/{created.json()['id']}"
    read = await api.get(url, headers=staff)

    record = {**read.json()["record"], "title": "Big mug"}
    changed = await api.put(url, json=record, headers=at(read.headers["etag"], staff))

    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert changed.json()["record"]["title"] == "Big mug"
    assert changed.json()["record"]["category"] == ["Home"]


async def test_a_change_must_name_the_present_version(
    api: httpx.AsyncClient, staff: dict[str, str], create: Callable[..., Any]
) -> None:
    url = f"{ADMIN}/products/{(await create('products', MUG)).json()['id']}"

    unnamed = await api.put(url, json=MUG, headers=staff)
    stale = await api.put(url, json=MUG, headers=at('"7"', staff))

    assert (unnamed.status_code, unnamed.json()["code"]) == (428, "version-required")
    assert (stale.status_code, stale.json()["code"]) == (409, "stale-version")
    assert stale.json()["version"] == 1


async def test_of_two_editors_at_the_same_time_one_wins(
    api: httpx.AsyncClient, staff: dict[str, str], create: Callable[..., Any]
) -> None:
    url = f"{ADMIN}/products/{(await create('products', MUG)).json()['id']}"

    answers = await asyncio.gather(
        *(api.put(url, json={**MUG, "title": f"By {n}"}, headers=at(1, staff)) for n in range(5))
    )

    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (MUG, 409, "handle-taken"),
        ({**MUG, "handle": "cup", "slug": "mug"}, 409, "slug-taken"),
        ({**MUG, "handle": "cup"}, 409, "sku-taken"),
        ({**MUG, "handle": "cup", "variants": []}, 422, "product-invalid"),
        ({**MUG, "handle": "No Slug"}, 422, "invalid"),
        ({**MUG, "price": 1}, 422, "invalid"),
    ],
)
async def test_a_product_that_cannot_be_saved_says_why(
    create: Callable[..., Any], body: dict[str, Any], status: int, code: str
) -> None:
    await create("products", MUG)

    answer = await create("products", body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_a_product_keeps_its_handle(
    api: httpx.AsyncClient, staff: dict[str, str], create: Callable[..., Any]
) -> None:
    url = f"{ADMIN}/products/{(await create('products', MUG)).json()['id']}"

    answer = await api.put(url, json={**MUG, "handle": "cup"}, headers=at(1, staff))

    assert answer.json()["code"] == "handle-fixed"


async def test_publishing_changes_only_what_it_names_and_archiving_hides(
    api: httpx.AsyncClient,
    staff: dict[str, str],
    create: Callable[..., Any],
    database: AsyncEngine,
) -> None:
    url = f"{ADMIN}/products/{(await create('products', {**MUG, 'status': 'draft'})).json()['id']}"

    published = await api.patch(url, json={"status": "active"}, headers=at(1, staff))
    shown = await api.get("/core/v1/products/mug")
    archived = await api.delete(url, headers=at(2, staff))

    assert published.json()["record"]["title"] == "Mug"
    assert shown.status_code == 200
    assert archived.status_code == 204
    assert (await api.get(url, headers=staff)).json()["record"]["status"] == "archived"
    changes = [e.data.products[0] for e in await told(database) if "products" in e.type]
    assert [(p.version, p.deleted) for p in changes] == [(1, True), (2, False), (3, True)]


async def test_what_staff_changed_stays_until_the_file_says_something_new(
    api: httpx.AsyncClient,
    staff: dict[str, str],
    database: AsyncEngine,
    clock: FrozenClock,
    a_record: Callable[..., ProductRecord],
) -> None:
    async def load(record: ProductRecord) -> str:
        (outcome,) = await upsert_products(database, [record], actor="import", clock=clock)
        return outcome.result

    await load(a_record())
    url = f"{ADMIN}/products/mug"
    product = (await api.get(url, headers=staff)).json()
    url = f"{ADMIN}/products/{product['id']}"
    record = {**product["record"], "title": "By hand"}
    assert (await api.put(url, json=record, headers=at(1, staff))).status_code == 200

    again = await load(a_record())
    kept = (await api.get(url, headers=staff)).json()["record"]["title"]
    anew = await load(a_record(title="By file"))

    assert (again, kept, anew) == ("unchanged", "By hand", "updated")


async def test_staff_find_products_that_shoppers_cannot(
    api: httpx.AsyncClient, staff: dict[str, str], create: Callable[..., Any]
) -> None:
    await create("products", {**MUG, "status": "draft"})

    async def found(**params: str) -> list[str]:
        answer = await api.get(f"{ADMIN}/products", params=params, headers=staff)
        return [product["handle"] for product in answer.json()["products"]]

    assert await found() == ["mug"]
    assert await found(status="draft") == ["mug"]
    assert await found(status="active") == []
    assert await found(q="MUG") == ["mug"]
    assert await found(q="teapot") == []


@pytest.mark.parametrize("path", ["products", "categories", "price-lists", "promotions", "audit"])
async def test_only_the_catalog_group_gets_in(
    api: httpx.AsyncClient,
    customer: Callable[..., dict[str, str]],
    guest: dict[str, str],
    path: str,
) -> None:
    for headers, status in (({}, 401), (guest, 403), (customer(), 403), (customer("orders"), 403)):
        assert (await api.get(f"{ADMIN}/{path}", headers=headers)).status_code == status
    assert (await api.get(f"{ADMIN}/{path}", headers=customer("catalog"))).status_code == 200


async def test_categories_are_moved_and_renamed_and_products_follow(
    api: httpx.AsyncClient, staff: dict[str, str], create: Callable[..., Any], database: AsyncEngine
) -> None:
    await create("products", MUG)
    parent = (await create("categories", {"name": "House"})).json()
    listed = (await api.get(f"{ADMIN}/categories", headers=staff)).json()["categories"]
    home = next(c for c in listed if c["name"] == "Home")
    url = f"{ADMIN}/categories/{home['id']}"

    body = {"name": "Kitchenware", "parent_id": parent["id"]}
    moved = await api.put(url, json=body, headers=at(1, staff))

    assert (moved.status_code, moved.json()["slug"]) == (200, "home")
    page = (await api.get("/core/v1/products/mug")).json()
    assert [step["name"] for step in page["category"]["path"]] == ["House", "Kitchenware"]
    found = (await api.get("/core/v1/products", params={"q": "kitchenware"})).json()
    assert found["total"] == 1
    assert (await told(database))[-1].data.products[0].version == 2


async def test_the_tree_stays_a_tree(
    api: httpx.AsyncClient, staff: dict[str, str], create: Callable[..., Any]
) -> None:
    top = (await create("categories", {"name": "Top"})).json()["id"]
    below = (await create("categories", {"name": "Below", "parent_id": top})).json()["id"]

    loop = await api.put(
        f"{ADMIN}/categories/{top}", json={"name": "Top", "parent_id": below}, headers=at(1, staff)
    )
    twin = await create("categories", {"name": "Below", "parent_id": top})
    full = await api.delete(f"{ADMIN}/categories/{top}", headers=at(1, staff))
    empty = await api.delete(f"{ADMIN}/categories/{below}", headers=at(1, staff))

    assert (loop.status_code, loop.json()["code"]) == (422, "category-loop")
    assert (twin.status_code, twin.json()["code"]) == (409, "category-taken")
    assert (full.status_code, full.json()["code"]) == (409, "category-in-use")
    assert empty.status_code == 204


async def test_prices_on_a_list_reach_the_listing_and_its_removal_takes_them_back(
    api: httpx.AsyncClient, staff: dict[str, str], create: Callable[..., Any]
) -> None:
    await create("products", MUG)
    created = await create("price-lists", {"code": "vip", "name": "VIP", "currency": "EUR"})
    url = f"{ADMIN}/price-lists/{created.json()['id']}"

    async def price() -> int:
        (card,) = (await api.get("/core/v1/products")).json()["products"]
        amount: int = card["price"]["amount"]
        return amount

    prices = {"prices": [{"sku": "MUG", "amount": 1500}]}
    put = await api.put(f"{url}/prices", json=prices, headers=at(1, staff))
    assert (put.status_code, await price()) == (200, 1500)
    listed = await api.get(f"{url}/prices", headers=staff)
    assert listed.json()["prices"] == [{"sku": "MUG", "amount": 1500, "compare_at": None}]

    removed = await api.delete(url, headers=at(2, staff))
    assert (removed.status_code, await price()) == (204, 1990)


async def test_a_price_of_an_unknown_sku_is_refused_whole(
    api: httpx.AsyncClient, staff: dict[str, str], create: Callable[..., Any]
) -> None:
    await create("products", MUG)
    created = await create("price-lists", {"code": "vip", "name": "VIP", "currency": "EUR"})
    url = f"{ADMIN}/price-lists/{created.json()['id']}/prices"

    prices = {"prices": [{"sku": "MUG", "amount": 1}, {"sku": "NOPE", "amount": 1}]}
    answer = await api.put(url, json=prices, headers=at(1, staff))

    assert (answer.status_code, answer.json()["skus"]) == (422, ["NOPE"])
    assert (await api.get(url, headers=staff)).json()["prices"] == []


async def test_base_lists_have_rules(
    api: httpx.AsyncClient, staff: dict[str, str], create: Callable[..., Any]
) -> None:
    base = {"code": "eur", "name": "Euro", "currency": "EUR", "is_base": True}
    created = (await create("price-lists", base)).json()
    url = f"{ADMIN}/price-lists/{created['id']}"

    twin = await create("price-lists", {**base, "code": "other"})
    inactive = await api.put(url, json={**base, "active": False}, headers=at(1, staff))
    turned = await api.put(url, json={**base, "currency": "USD"}, headers=at(1, staff))
    removed = await api.delete(url, headers=at(1, staff))

    assert twin.json()["code"] == "price-list-taken"
    for answer in (inactive, turned, removed):
        assert answer.json()["code"] == "price-list-invalid"


async def test_a_coupon_code_belongs_to_one_promotion(create: Callable[..., Any]) -> None:
    promotion = {
        "label": "Spring",
        "codes": ["Spring 5"],
        "effect": {"kind": "amount", "amounts": {"EUR": 500}},
    }
    first = await create("promotions", promotion)
    second = await create("promotions", {**promotion, "codes": ["SPRING5"]})

    assert first.status_code == 201
    assert (second.status_code, second.json()["code"]) == (409, "code-taken")


async def test_a_tax_rate_is_created_changed_and_removed(
    api: httpx.AsyncClient, staff: dict[str, str], create: Callable[..., Any], database: AsyncEngine
) -> None:
    rate = {"name": "USt", "country": "DE", "rate": "0.19"}
    created = await create("tax-rates", rate)
    url = f"{ADMIN}/tax-rates/{created.json()['id']}"

    changed = await api.put(url, json={**rate, "rate": "0.16"}, headers=at(1, staff))
    stale = await api.put(url, json=rate, headers=at(1, staff))
    removed = await api.delete(url, headers=at(2, staff))
    gone = await api.get(url, headers=staff)

    assert [r.status_code for r in (created, changed, stale, removed, gone)] == [
        201,
        200,
        409,
        204,
        404,
    ]
    assert [e.type for e in await told(database)] == ["catalog.pricing_changed.v1"] * 3
    trail = await api.get(f"{ADMIN}/audit", params={"entity": "tax-rate"}, headers=staff)
    entries = trail.json()["entries"]
    assert [(e["action"], e["actor"]) for e in entries] == [
        ("deleted", "staff-1"),
        ("updated", "staff-1"),
        ("created", "staff-1"),
    ]
    assert entries[1]["changes"] == {"rate": ["0.19", "0.16"]}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("tax-rates", {"name": "x", "country": "DE", "rate": "1.5"}),
        ("tax-rates", {"name": "x", "country": "DE", "rate": "19"}),
        ("promotions", {"label": "x", "effect": {"kind": "magic"}}),
        (
            "promotions",
            {
                "label": "x",
                "effect": {"kind": "percentage", "share": "0.1"},
                "starts_at": "2026-03-02T00:00:00Z",
                "ends_at": "2026-03-01T00:00:00Z",
            },
        ),
        ("shipping-methods", {"code": "x", "name": "x", "zones": [], "min_days": 9, "max_days": 1}),
        ("promotions", {"label": "a\x00b", "effect": {"kind": "free_shipping"}}),
        ("categories", {"name": "x", "position": 10**12}),
        ("products", {**MUG, "published_at": "0001-01-01T00:00:00+14:00"}),
    ],
)
async def test_tables_that_make_no_sense_are_refused(
    create: Callable[..., Any], path: str, body: dict[str, Any]
) -> None:
    assert (await create(path, body)).status_code == 422
