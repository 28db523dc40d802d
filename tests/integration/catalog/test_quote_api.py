"""Quotes over HTTP, from tables that staff loaded."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.clock import FrozenClock
from core_services.catalog.handlers import upsert_products
from core_services.catalog.records import ProductRecord

Build = Callable[..., ProductRecord]
ADMIN = "/core/v1/admin/catalog"
REFERENCE: dict[str, Any] = {
    "price_lists": [
        {"code": "eur", "name": "Euro", "currency": "EUR", "is_base": True},
        {
            "code": "usd",
            "name": "US dollar",
            "currency": "USD",
            "is_base": True,
            "prices_include_tax": False,
        },
    ],
    "tax_rates": {
        "tax_de": {"name": "USt 19%", "country": "DE", "rate": "0.19"},
        "tax_us_ny": {"name": "NY sales tax", "country": "US", "region": "NY", "rate": "0.08875"},
    },
    "shipping_methods": {
        "shm_parcel": {
            "code": "parcel",
            "name": "Parcel",
            "zones": [
                {
                    "name": "World",
                    "locations": [{"country": "*"}],
                    "rates": [
                        {"currency": "EUR", "amount": 490, "free_over": 5000},
                        {"currency": "USD", "amount": 590},
                    ],
                }
            ],
        }
    },
    "promotions": {
        "prm_ten": {
            "label": "Ten percent",
            "codes": ["WELCOME10"],
            "effect": {"kind": "percentage", "share": "0.1"},
            "usage_limit_per_customer": 1,
        },
        "prm_customers": {
            "label": "For customers",
            "codes": ["INSIDER"],
            "audience": "customers",
            "effect": {"kind": "free_shipping"},
        },
    },
}


@pytest.fixture
async def shop(
    api: httpx.AsyncClient,
    staff: dict[str, str],
    database: AsyncEngine,
    clock: FrozenClock,
    a_record: Build,
) -> httpx.AsyncClient:
    response = await api.put(f"{ADMIN}/reference", json=REFERENCE, headers=staff)
    assert response.json() == {"created": 7, "updated": 0, "unchanged": 0}, response.text
    variant = {"sku": "MUG", "prices": {"EUR": 1990, "USD": 2000}, "weight_grams": 300}
    record = {
        "handle": "mug",
        "title": "Mug",
        "category": ["Home", "Kitchen"],
        "variants": [variant],
    }
    response = await api.post(f"{ADMIN}/products", json=record, headers=staff)
    assert response.status_code == 201, response.text
    return api


async def quote(
    api: httpx.AsyncClient, *, headers: dict[str, str] | None = None, **fields: Any
) -> dict[str, Any]:
    body = {"currency": "EUR", "lines": [{"sku": "MUG", "quantity": 2}], **fields}
    response = await api.post("/core/v1/quotes", json=body, headers=headers or {})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


TO_GERMANY: dict[str, Any] = {"ship_to": {"country": "DE"}, "shipping_method": "parcel"}


async def test_a_quote_has_lines_shipping_tax_and_a_coupon(shop: httpx.AsyncClient) -> None:
    result = await quote(shop, coupon_codes=["welcome10"], **TO_GERMANY)

    assert result["prices_include_tax"] is True
    assert (result["subtotal"], result["discount_total"]) == (3980, 398)
    assert result["shipping"]["total"] == 490
    assert result["total"] == 3980 - 398 + 490
    assert result["tax_total"] == 572 + 78
    assert result["tax_lines"] == [{"name": "USt 19%", "rate": "0.19", "amount": 650}]
    assert result["coupons"] == [{"code": "WELCOME10", "applied": True, "reason": None}]
    assert result["redemptions"] == [
        {
            "promotion_id": "prm_ten",
            "code": "WELCOME10",
            "usage_limit": None,
            "usage_limit_per_customer": 1,
        }
    ]
    (line,) = result["lines"]
    assert line["discounts"] == [
        {"promotion_id": "prm_ten", "code": "WELCOME10", "label": "Ten percent", "amount": 398}
    ]


async def test_an_exclusive_currency_adds_the_tax_of_the_region(shop: httpx.AsyncClient) -> None:
    to_new_york: dict[str, Any] = {
        "ship_to": {"country": "US", "region": "NY"},
        "shipping_method": "parcel",
    }

    result = await quote(shop, currency="USD", **to_new_york)

    assert result["prices_include_tax"] is False
    assert (result["subtotal"], result["tax_total"]) == (4000, 355 + 52)
    assert result["total"] == 4000 + 590 + 407


async def test_a_change_of_the_tables_shows_in_the_next_quote(
    shop: httpx.AsyncClient, staff: dict[str, str]
) -> None:
    before = await quote(shop, **TO_GERMANY)
    rate = (await shop.get(f"{ADMIN}/tax-rates/tax_de", headers=staff)).json()
    changed = {**rate["data"], "rate": "0.07"}
    response = await shop.put(
        f"{ADMIN}/tax-rates/tax_de", json=changed, headers={**staff, "if-match": '"1"'}
    )
    assert response.status_code == 200, response.text

    after = await quote(shop, **TO_GERMANY)

    assert before["tax_lines"][0]["rate"] == "0.19"
    assert after["tax_lines"][0]["rate"] == "0.07"


async def test_a_promotion_reaches_products_of_categories_made_later(
    shop: httpx.AsyncClient,
    staff: dict[str, str],
    a_record: Build,
    database: AsyncEngine,
    clock: FrozenClock,
) -> None:
    categories = (await shop.get("/core/v1/categories")).json()["categories"]
    home = next(c["id"] for c in categories if c["slug"] == "home")
    promotion = {
        "label": "Home week",
        "effect": {"kind": "percentage", "share": "0.5"},
        "goods": {"category_ids": [home]},
    }
    await shop.post(f"{ADMIN}/promotions", json=promotion, headers=staff)
    assert (await quote(shop))["discount_total"] == 1990
    await upsert_products(
        database, [a_record("vase", category=("Home", "Decoration"))], actor="t", clock=clock
    )

    result = await quote(shop, lines=[{"sku": "VASE", "quantity": 1}])

    assert result["discount_total"] == 995


async def test_a_sale_list_lies_over_the_base_list_while_it_lasts(
    shop: httpx.AsyncClient, staff: dict[str, str], clock: FrozenClock
) -> None:
    start = clock.now() + timedelta(minutes=10)
    sale = {
        "code": "sale",
        "name": "Sale",
        "currency": "EUR",
        "priority": 10,
        "starts_at": start.isoformat(),
        "ends_at": (start + timedelta(minutes=10)).isoformat(),
    }
    created = await shop.post(f"{ADMIN}/price-lists", json=sale, headers=staff)
    prices = {"prices": [{"sku": "MUG", "amount": 990}]}
    response = await shop.put(
        f"{ADMIN}/price-lists/{created.json()['id']}/prices",
        json=prices,
        headers={**staff, "if-match": created.headers["etag"]},
    )
    assert response.status_code == 200, response.text

    async def unit_price() -> tuple[int, int | None]:
        (line,) = (await quote(shop))["lines"]
        return line["unit_price"], line["compare_at"]

    assert await unit_price() == (1990, None)
    clock.advance(timedelta(minutes=10))
    assert await unit_price() == (990, 1990)
    clock.advance(timedelta(minutes=10))
    assert await unit_price() == (1990, None)


async def test_who_asks_decides_on_customers_promotions(
    shop: httpx.AsyncClient,
    customer: Callable[..., dict[str, str]],
    guest: dict[str, str],
    service: dict[str, str],
) -> None:
    async def reason(headers: dict[str, str], **fields: Any) -> str | None:
        result = await quote(
            shop, headers=headers, coupon_codes=["INSIDER"], **TO_GERMANY, **fields
        )
        found: str | None = result["coupons"][0]["reason"]
        return found

    assert await reason({}) == "not-applicable"
    assert await reason(guest) == "not-applicable"
    assert await reason(guest, customer_id="customer-1") == "not-applicable"
    assert await reason(customer()) is None
    assert await reason(service, customer_id="customer-1") is None
    assert await reason(service, customer_id="gst_1") == "not-applicable"


async def test_lines_that_cannot_be_bought_do_not_fail_the_quote(shop: httpx.AsyncClient) -> None:
    result = await quote(
        shop, lines=[{"sku": "MUG", "quantity": 1}, {"sku": "GONE", "quantity": 1}]
    )

    assert result["unavailable"] == [{"sku": "GONE", "reason": "unknown"}]
    assert result["total"] == 1990


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"lines": [{"sku": "MUG", "quantity": 0}]}, "invalid"),
        ({"lines": [{"sku": "MUG", "quantity": 1000}]}, "invalid"),
        ({"currency": "XXQ"}, "unknown-currency"),
        ({"total": 1}, "invalid"),
        ({"ship_to": {"country": "Germany"}}, "invalid"),
    ],
)
async def test_what_makes_no_sense_is_refused(
    shop: httpx.AsyncClient, fields: dict[str, Any], code: str
) -> None:
    body = {"currency": "EUR", "lines": [], **fields}

    response = await shop.post("/core/v1/quotes", json=body)

    assert (response.status_code, response.json()["code"]) == (422, code)


async def test_countries_are_those_that_methods_reach(
    shop: httpx.AsyncClient, staff: dict[str, str]
) -> None:
    everywhere = (await shop.get("/core/v1/countries")).json()["countries"]

    assert len(everywhere) > 240
    assert {"code": "DE", "name": "Germany"} in everywhere


async def test_countries_have_names_in_the_readers_language(shop: httpx.AsyncClient) -> None:
    async def names(locale: str) -> list[str]:
        answer = await shop.get("/core/v1/countries", params={"locale": locale})
        return [country["name"] for country in answer.json()["countries"]]

    german = await names("de-AT")

    assert german.index("Oman") < german.index("Österreich") < german.index("Pakistan")
    assert await names("xx") == await names("en")
    refused = await shop.get("/core/v1/countries", params={"locale": "../de"})
    assert refused.status_code == 422


async def test_a_countrys_address_format_is_public_and_may_be_kept_for_a_day(
    shop: httpx.AsyncClient,
) -> None:
    path = "/core/v1/countries/US/address-format"
    answer = await shop.get(path)
    rules = answer.json()

    assert [[field["field"] for field in line] for line in rules["lines"]] == [
        ["name"],
        ["line1"],
        ["line2"],
        ["city", "region", "postal_code"],
    ]
    california = next(region for region in rules["regions"] if region["code"] == "CA")
    assert california == {
        "code": "CA",
        "name": "California",
        "latin_name": "California",
        "written": "CA",
    }
    assert answer.headers["cache-control"].startswith("public, max-age=86400,")
    held = await shop.get(path, headers={"if-none-match": answer.headers["etag"]})
    assert (held.status_code, held.content) == (304, b"")
    unknown = await shop.get("/core/v1/countries/XX/address-format")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown-country")


@pytest.mark.parametrize("region", ["NY", "us-ny", "New York"])
async def test_a_region_is_understood_by_code_and_name(
    shop: httpx.AsyncClient, region: str
) -> None:
    result = await quote(shop, currency="USD", ship_to={"country": "US", "region": region})

    assert result["tax_total"] == 355


async def test_one_can_buy_in_the_currencies_that_have_a_base_list(
    shop: httpx.AsyncClient, staff: dict[str, str]
) -> None:
    lists = [
        {"code": "jpy", "name": "Yen", "currency": "JPY", "is_base": True},
        {"code": "sale", "name": "Sale", "currency": "CHF", "priority": 1},
    ]
    loaded = await shop.put(f"{ADMIN}/reference", json={"price_lists": lists}, headers=staff)
    assert loaded.status_code == 200, loaded.text

    answer = await shop.get("/core/v1/currencies", params={"locale": "de"})

    assert answer.json()["currencies"] == [
        {
            "code": "EUR",
            "name": "Euro",
            "exponent": 2,
            "prices_include_tax": True,
            "is_default": True,
        },
        {
            "code": "JPY",
            "name": "Japanischer Yen",
            "exponent": 0,
            "prices_include_tax": True,
            "is_default": False,
        },
        {
            "code": "USD",
            "name": "US-Dollar",
            "exponent": 2,
            "prices_include_tax": False,
            "is_default": False,
        },
    ]


async def test_loading_the_same_tables_again_changes_nothing(
    shop: httpx.AsyncClient, staff: dict[str, str]
) -> None:
    response = await shop.put(f"{ADMIN}/reference", json=REFERENCE, headers=staff)

    assert response.json() == {"created": 0, "updated": 0, "unchanged": 7}
