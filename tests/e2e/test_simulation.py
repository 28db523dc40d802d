"""A running shop is read through its edge, and a history made of what was read."""

from datetime import date, timedelta

import pytest

from contracts.clock import SystemClock
from contracts.events import EVENT_TYPES, decode
from core_services.catalog.pricing.model import Basket, RequestedLine, ShipTo
from core_services.catalog.pricing.quote import quote
from infra.local.demo.seed import s3_of
from infra.local.environment import Environment, bucket_name
from infra.local.provision import STAFF_CODE, STAFF_EMAIL
from infra.ops.catalog_client import StaffClient
from infra.ops.shopper import Json, Shopper
from infra.ops.simulation.deposit import Bucket, Deposit, clear
from infra.ops.simulation.history import Ask, History
from infra.ops.simulation.reading import read_shop
from infra.ops.simulation.rows import objects_of
from infra.ops.simulation.shop import Shop, demo_shop


@pytest.fixture(scope="module")
async def shop(stocked_platform: Environment) -> Shop:
    password = stocked_platform.credentials.staff_password
    async with StaffClient.signed_in(
        stocked_platform.edge_url, email=STAFF_EMAIL, password=password, code=STAFF_CODE
    ) as staff:
        return await read_shop(staff)


def test_what_is_read_is_the_catalogue_with_its_prices_and_shelves(shop: Shop) -> None:
    expected = demo_shop()
    read = {product.slug: product for product in shop.products}
    assert read.keys() >= {product.slug for product in expected.products}
    assert set(shop.currencies) >= {"EUR", "GBP", "JPY", "USD"}
    for product in expected.products[::20]:
        found = read[product.slug]
        assert (found.title, found.brand, found.category) == (
            product.title,
            product.brand,
            product.category,
        )
        for sku in product.skus:
            for currency in ("EUR", "JPY"):
                here, there = shop.skus[currency][sku], expected.skus[currency][sku]
                assert (here.unit_price, here.tax_class) == (there.unit_price, there.tax_class)


async def test_a_basket_costs_here_what_it_costs_in_the_shop(
    shop: Shop, shopper: Shopper, variant: Json
) -> None:
    await shopper.add(variant["sku"], 3)
    theirs = await shopper.best_quote(coupons=("WELCOME10",))
    currency = theirs["currency"]
    basket = Basket(
        currency=currency,
        lines=(RequestedLine(variant["sku"], 3),),
        coupon_codes=("WELCOME10",),
        ship_to=ShipTo(country="DE"),
        shipping_method=theirs["shipping"]["code"],
    )
    ours = quote(basket, shop.skus[currency], shop.tables, SystemClock().now())
    assert (ours.total, ours.tax_total, ours.discount_total) == (
        theirs["total"],
        theirs["tax_total"],
        theirs["discount_total"],
    )


async def test_a_history_enters_the_lake_and_leaves_the_shop_as_it_was(
    shop: Shop, stocked_platform: Environment, shopper: Shopper, variant: Json
) -> None:
    before = await shopper.stock(variant["sku"])
    ask = Ask(days=3, shoppers=12, seed=7, until=date(2026, 3, 22))
    place = Bucket(s3_of(stocked_platform), bucket_name("lake"))
    placed = []
    with Deposit(place) as deposit:
        for day in History(shop, ask).days():
            placed += [
                event
                for event in (decode(each.record, EVENT_TYPES) for each in day.events)
                if event.type == "order.placed.v1"
            ]
            for made in objects_of(day):
                deposit.add(made)
    assert {event.time.date() for event in placed} <= {
        ask.until - timedelta(days=number) for number in range(3)
    }
    known = {sku for product in shop.products for sku in product.skus}
    assert {line.sku for event in placed for line in event.data.lines} <= known
    assert await shopper.stock(variant["sku"]) == before
    assert len(clear(place)) == deposit.written > 20
