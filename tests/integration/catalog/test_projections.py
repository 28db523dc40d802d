"""What the catalog takes over from others and from the clock, and whom it tells."""

import asyncio
import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.clock import FrozenClock
from contracts.events import Event, EventType
from contracts.events import decode as decode_event
from contracts.events.catalog import PRODUCTS_CHANGED, ChangedProduct, ProductsChanged
from contracts.events.order import STOCK_CHANGED, OrderLine, StockChanged, StockLevel
from contracts.events.registry import EVENT_TYPES
from contracts.ids import new_event_id
from core_services.catalog.bootstrap import open_deps
from core_services.catalog.handlers import upsert_products
from core_services.catalog.handlers.availability import apply_stock_levels
from core_services.catalog.handlers.popularity import count_sale, tell_popularity
from core_services.catalog.handlers.schedule import apply_schedule
from core_services.catalog.records import OptionRecord, ProductRecord, VariantRecord
from core_services.catalog.settings import Settings
from core_services.catalog.subscriptions import order_events, own_events

Build = Callable[..., ProductRecord]


async def changes(database: AsyncEngine) -> list[ChangedProduct]:
    async with database.connect() as conn:
        rows = await conn.execute(sa.text("SELECT payload FROM outbox ORDER BY seq"))
        told = [decode_event(payload, EVENT_TYPES) for payload in rows.scalars()]
    return [p for e in told if e.type == PRODUCTS_CHANGED.name for p in e.data.products]


async def in_stock(database: AsyncEngine) -> bool:
    async with database.connect() as conn:
        return bool((await conn.execute(sa.text("SELECT in_stock FROM products"))).scalar_one())


@pytest.fixture
async def tee(database: AsyncEngine, clock: FrozenClock, a_record: Build) -> str:
    """A product with two variants; its id."""
    size = OptionRecord(name="Size", values=("S", "M"))
    variants = tuple(
        VariantRecord(sku=s, options={"Size": s}, prices={"EUR": 100}) for s in size.values
    )
    record = a_record("tee", options=(size,), variants=variants)
    (outcome,) = await upsert_products(database, [record], actor="t", clock=clock)
    assert outcome.product_id is not None
    return outcome.product_id


async def test_only_selling_out_and_coming_back_is_told(
    database: AsyncEngine, clock: FrozenClock, tee: str
) -> None:
    for version, levels in enumerate(
        ({"S": 5}, {"S": 4}, {"M": 2}, {"S": 0}, {"M": 0}, {"M": 1}), start=1
    ):
        rows = [StockLevel(sku, available, version) for sku, available in levels.items()]
        await apply_stock_levels(database, rows, clock)

    told = (await changes(database))[1:]
    assert [(p.product_id, p.version, p.deleted) for p in told] == [
        (tee, 2, False),
        (tee, 3, False),
        (tee, 4, False),
    ]


async def test_what_sold_is_told_now_and_then_and_not_at_each_sale(
    database: AsyncEngine, clock: FrozenClock, tee: str
) -> None:
    line = OrderLine(
        line_id="lin_1",
        sku="S",
        product_id=tee,
        title="Tee",
        quantity=2,
        unit_price=100,
        discount=0,
        tax=0,
        total=200,
    )
    for event_id in ("one", "two"):
        await count_sale(database, event_id, [line], clock.now(), clock)
    before = await changes(database)

    told = [await tell_popularity(database, clock) for _ in range(2)]

    assert told == [[tee], []]
    (news,) = (await changes(database))[len(before) :]
    assert (news.product_id, news.version, news.deleted) == (tee, before[-1].version + 1, False)


async def test_an_older_level_never_replaces_a_newer(
    database: AsyncEngine, clock: FrozenClock, tee: str
) -> None:
    levels = [StockLevel("S", version % 3, version) for version in range(1, 30)]
    random.Random(7).shuffle(levels)

    for level in levels:
        await apply_stock_levels(database, [level, level], clock)

    async with database.connect() as conn:
        statement = sa.text("SELECT available, version FROM availability WHERE sku = 'S'")
        assert tuple((await conn.execute(statement)).one()) == (29 % 3, 29)


async def test_two_variants_selling_out_at_once_sell_the_product_out(
    database: AsyncEngine, clock: FrozenClock, tee: str
) -> None:
    for version in range(1, 40, 2):
        both = [StockLevel(sku, 1, version) for sku in ("S", "M")]
        await apply_stock_levels(database, both, clock)
        assert await in_stock(database)

        await asyncio.gather(
            *(
                apply_stock_levels(database, [StockLevel(sku, 0, version + 1)], clock)
                for sku in ("S", "M")
            )
        )
        assert not await in_stock(database)


async def test_stock_told_before_the_product_counts_once_it_exists(
    database: AsyncEngine, clock: FrozenClock, a_record: Build
) -> None:
    await apply_stock_levels(database, [StockLevel("MUG", 3, 1)], clock)

    await upsert_products(database, [a_record()], actor="t", clock=clock)

    assert await in_stock(database)


async def test_the_clock_publishes_and_withdraws_and_each_is_told_once(
    database: AsyncEngine, clock: FrozenClock, a_record: Build
) -> None:
    hour = timedelta(hours=1)
    start = clock.now() + hour
    await apply_schedule(database, clock)
    record = a_record(published_at=start, unpublish_at=start + hour)
    await upsert_products(database, [record], actor="t", clock=clock)

    for _ in range(3):
        await apply_schedule(database, clock)
        await apply_schedule(database, clock)
        clock.advance(hour)

    told = await changes(database)
    assert [(p.version, p.deleted) for p in told] == [(1, True), (2, False), (3, True)]


def an_event(event_type: EventType[Any], data: Any, clock: FrozenClock) -> Event[Any]:
    return Event(
        id=new_event_id(),
        type=event_type.name,
        source=event_type.source,
        subject="x",
        version=1,
        time=clock.now(),
        data=data,
    )


async def test_events_make_every_process_forget_what_it_cached(
    api: httpx.AsyncClient,
    settings: Settings,
    clock: FrozenClock,
    tee: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("core_services.catalog.pages._HOT_SECONDS", 0.0)

    async def available() -> int:
        page = (await api.get("/core/v1/products/tee")).json()
        stock: int = page["variants"][0]["available"]
        return stock

    assert await available() == 0
    async with open_deps(settings, clock) as deps:
        event = an_event(STOCK_CHANGED, StockChanged((StockLevel("S", 9, 1),)), clock)
        await order_events(deps, clock)[STOCK_CHANGED.name](event)
    assert await available() == 9


async def test_a_page_is_served_from_the_cache_until_its_product_changes(
    api: httpx.AsyncClient,
    settings: Settings,
    database: AsyncEngine,
    clock: FrozenClock,
    tee: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("core_services.catalog.pages._HOT_SECONDS", 0.0)

    async def title() -> str:
        page = (await api.get("/core/v1/products/tee")).json()
        found: str = page["title"]
        return found

    assert await title() == "Tee"
    async with database.begin() as conn:
        await conn.execute(sa.text("UPDATE products SET title = 'Silent'"))
    assert await title() == "Tee"
    async with open_deps(settings, clock) as deps:
        event = an_event(PRODUCTS_CHANGED, ProductsChanged((ChangedProduct(tee, 2),)), clock)
        await own_events(deps)[PRODUCTS_CHANGED.name](event)
    assert await title() == "Silent"


async def test_a_cached_page_at_an_old_address_becomes_a_redirect(
    api: httpx.AsyncClient,
    settings: Settings,
    database: AsyncEngine,
    clock: FrozenClock,
    a_record: Build,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("core_services.catalog.pages._HOT_SECONDS", 0.0)
    await upsert_products(database, [a_record()], actor="t", clock=clock)
    assert (await api.get("/core/v1/products/mug")).status_code == 200

    await upsert_products(database, [a_record(slug="cup")], actor="t", clock=clock)
    async with open_deps(settings, clock) as deps:
        moved = tuple(await changes(database))[-1:]
        event = an_event(PRODUCTS_CHANGED, ProductsChanged(moved), clock)
        await own_events(deps)[PRODUCTS_CHANGED.name](event)

    assert (await api.get("/core/v1/products/mug")).status_code == 308


async def test_the_catalog_answers_without_its_cache(
    settings: Settings, clock: FrozenClock, tee: str
) -> None:
    from msgspec.structs import replace

    from core_services.catalog.app import create_app

    app = create_app(replace(settings, redis_url="redis://127.0.0.1:1/0"), clock)
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://catalog") as client,
    ):
        assert (await client.get("/core/v1/products/tee")).status_code == 200
        assert (await client.get("/core/v1/categories")).status_code == 200
        assert (await client.get("/health/ready")).status_code == 200
