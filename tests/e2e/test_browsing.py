"""Looking around through the edge."""

import asyncio

import pytest

from infra.local.environment import Environment
from infra.ops.shopper import Json, RefusedError, Shopper


async def test_every_category_leads_to_products(shopper: Shopper) -> None:
    categories = await shopper.categories()
    for category in categories:
        page = await shopper.products(category=category["slug"], limit=1)
        assert page["products"], category["slug"]

    assert len([each for each in categories if each["parent_id"] is None]) >= 5
    assert len(categories) >= 10


async def test_a_product_is_found_by_its_title_with_a_slip_of_the_finger(shopper: Shopper) -> None:
    card = (await shopper.products(limit=1, in_stock=True))["products"][0]
    title = card["title"]
    middle = len(title) // 2
    slipped = title[:middle] + title[middle + 1 :]

    exact, fuzzy = await shopper.search(title), await shopper.search(slipped)

    assert not exact["degraded"]
    assert exact["hits"][0]["id"] == card["id"]
    assert card["id"] in [hit["id"] for hit in fuzzy["hits"]]


async def test_walking_all_pages_sees_every_product_once(shopper: Shopper) -> None:
    seen: list[str] = []
    cursor: str | None = None
    while True:
        query: Json = {"limit": 50} | ({"cursor": cursor} if cursor else {})
        page = await shopper.products(**query)
        seen += [card["id"] for card in page["products"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break

    assert len(seen) == len(set(seen)) >= 300


async def test_search_finds_what_the_catalog_has(shopper: Shopper) -> None:
    async with asyncio.timeout(60):
        while (await shopper.search(""))["total"] < 300:
            await asyncio.sleep(0.2)


async def test_a_facet_narrows_and_keeps_its_own_options(shopper: Shopper) -> None:
    everything = await shopper.search("")
    facet = next(
        each for each in everything["facets"] if each["kind"] == "terms" and each["buckets"][1:]
    )
    bucket = facet["buckets"][0]
    name = "attr" if facet["field"] not in ("brand", "category") else facet["field"]
    value = bucket["value"] if name != "attr" else f"{facet['field']}:{bucket['value']}"

    narrowed = await shopper.search("", **{name: value})

    assert narrowed["total"] == bucket["count"] < everything["total"]
    kept = next(each for each in narrowed["facets"] if each["field"] == facet["field"])
    assert len(kept["buckets"]) > 1


async def test_an_image_of_a_product_can_be_seen(shopper: Shopper) -> None:
    cards = (await shopper.products(category="kitchen-tools"))["products"]
    card = next(card for card in cards if card["image_url"])
    image = await shopper.http.get(card["image_url"])

    assert image.status_code == 200
    assert image.headers["content-type"].startswith("image/svg+xml")
    assert b"<svg" in image.content


async def test_a_quote_adds_up(shopper: Shopper, variant: Json) -> None:
    await shopper.add(variant["sku"], 3)
    quote = await shopper.best_quote(coupons=("WELCOME10",))

    lines = sum(line["total"] for line in quote["lines"])
    assert lines + quote["shipping"]["total"] == quote["total"]
    assert quote["discount_total"] > 0
    assert quote["coupons"] == [{"code": "WELCOME10", "applied": True, "reason": None}]


@pytest.mark.parametrize(
    "path",
    [
        "/internal/v1/orders/x",
        "/core/v1/../../internal/v1/orders/x",
        "/core/v1/%2e%2e/%2e%2e/internal/v1/orders/x",
        "//internal/v1/orders/x",
        "/health/ready",
        "/core/v1/unknown",
    ],
)
async def test_what_is_not_a_route_is_not_reachable(platform: Environment, path: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", platform.ports.edge)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()

    assert b" 404 " in answer.split(b"\r\n")[0] or b" 400 " in answer.split(b"\r\n")[0]


async def test_staff_operations_are_closed_to_shoppers(shopper: Shopper) -> None:
    await shopper.start_session()
    for path in ("catalog/products", "orders", "payments"):
        with pytest.raises(RefusedError) as refused:
            await shopper.call("GET", f"/core/v1/admin/{path}")
        assert refused.value.status == 403


async def test_the_merged_openapi_describes_every_part(shopper: Shopper) -> None:
    document = await shopper.call("GET", "/openapi.json")
    page = await shopper.http.get("/docs")

    assert document["openapi"].startswith("3.1")
    for path in ("/core/v1/products", "/core/v1/carts", "/core/v1/orders", "/core/v1/payments",
                 "/core/v1/search", "/api/auth/sign-in"):  # fmt: skip
        assert path in document["paths"]
    assert not any(path.startswith("/internal") for path in document["paths"])
    assert page.status_code == 200
    assert "/core/v1/orders" in page.text
