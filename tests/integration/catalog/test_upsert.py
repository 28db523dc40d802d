"""Writing products in bulk: what an import does to the database, the outbox and the audit trail."""

import asyncio
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.clock import FrozenClock
from contracts.events import decode
from contracts.events.registry import EVENT_TYPES
from core_services.catalog.handlers import upsert_products
from core_services.catalog.records import (
    AttributeRecord,
    ImageRecord,
    OptionRecord,
    Outcome,
    ProductRecord,
    VariantRecord,
)
from core_services.catalog.repository.products import StoredProduct, load_products

Build = Callable[..., ProductRecord]


async def write(
    database: AsyncEngine, clock: FrozenClock, *records: ProductRecord
) -> tuple[Outcome, ...]:
    return await upsert_products(database, records, actor="importer", clock=clock, batch="imp_1")


async def stored(database: AsyncEngine, clock: FrozenClock, outcome: Outcome) -> StoredProduct:
    assert outcome.product_id is not None
    async with database.connect() as conn:
        products = await load_products(conn, [outcome.product_id], clock.now())
    return products[outcome.product_id]


async def events(database: AsyncEngine) -> list[Any]:
    async with database.connect() as conn:
        rows = await conn.execute(sa.text("SELECT payload FROM outbox ORDER BY seq"))
        return [decode(payload, EVENT_TYPES) for payload in rows.scalars()]


async def count(database: AsyncEngine, table: str) -> int:
    async with database.connect() as conn:
        return int((await conn.execute(sa.text(f"SELECT count(*) FROM {table}"))).scalar_one())


async def test_a_record_comes_back_as_it_was_written(
    database: AsyncEngine, clock: FrozenClock, a_record: Build
) -> None:
    shirt = a_record(
        "shirt",
        title="Shirt",
        description_html="<p>Soft <b>cotton</b></p>",
        brand="Loom",
        category=("Clothes", "Shirts"),
        tags=("soft", "blue"),
        options=(OptionRecord(name="Size", values=("S", "M")),),
        attributes=(
            AttributeRecord(code="fabric", label="Fabric", value="cotton"),
            AttributeRecord(code="weight", label="Weight", value=120, unit="g/m²"),
            AttributeRecord(code="organic", label="Organic", value=True),
        ),
        images=(ImageRecord(url="/media/shirt.svg", alt="A shirt", width=800, height=800),),
        variants=tuple(
            VariantRecord(
                sku=f"SHIRT-{size}",
                options={"Size": size},
                prices={"EUR": 2900, "JPY": 4200},
                compare_at={"EUR": 3900},
                barcodes=("4006381333931",),
                weight_grams=200,
            )
            for size in ("S", "M")
        ),
    )

    (outcome,) = await write(database, clock, shirt)

    product = await stored(database, clock, outcome)
    assert outcome.result == "created"
    assert product.record() == replace(shirt, slug="shirt")
    assert product.description_text == "Soft cotton"
    assert [variant.title for variant in product.variants] == ["S", "M"]
    assert product.variants[0].prices["EUR"].amount == 2900


async def test_an_unchanged_record_writes_nothing_and_tells_nobody(
    database: AsyncEngine, clock: FrozenClock, a_record: Build
) -> None:
    await write(database, clock, a_record())
    before = (await count(database, "outbox"), await count(database, "audit"))

    (outcome,) = await write(database, clock, a_record())

    assert outcome.result == "unchanged"
    assert (await stored(database, clock, outcome)).version == 1
    assert (await count(database, "outbox"), await count(database, "audit")) == before


async def test_a_changed_record_is_the_next_version_and_keeps_its_ids(
    database: AsyncEngine, clock: FrozenClock, a_record: Build
) -> None:
    (created,) = await write(database, clock, a_record())
    before = await stored(database, clock, created)

    (updated,) = await write(database, clock, a_record(title="Big mug"))

    after = await stored(database, clock, updated)
    assert (updated.result, updated.product_id, after.version) == ("updated", before.id, 2)
    assert after.variants[0].id == before.variants[0].id


async def test_variants_and_prices_that_a_record_no_longer_names_are_gone(
    database: AsyncEngine, clock: FrozenClock, a_record: Build
) -> None:
    size = (OptionRecord(name="Size", values=("S", "M")),)
    small = VariantRecord(sku="S", options={"Size": "S"}, prices={"EUR": 100, "USD": 120})
    medium = VariantRecord(sku="M", options={"Size": "M"}, prices={"EUR": 100})
    await write(database, clock, a_record(options=size, variants=(small, medium)))

    (outcome,) = await write(
        database, clock, a_record(options=size, variants=(replace(small, prices={"EUR": 90}),))
    )

    (variant,) = (await stored(database, clock, outcome)).variants
    assert (variant.sku, {c: p.amount for c, p in variant.prices.items()}) == ("S", {"EUR": 90})


async def test_one_bad_record_does_not_hurt_the_others(
    database: AsyncEngine, clock: FrozenClock, a_record: Build
) -> None:
    bad = a_record("bad", variants=(VariantRecord(sku="B", prices={"XXQ": 1}),))
    nul = a_record("nul", title="a\x00b")

    outcomes = await write(database, clock, a_record("a"), bad, nul, a_record("b"))

    assert [o.result for o in outcomes] == ["created", "failed", "failed", "created"]
    assert (outcomes[1].code, outcomes[1].field) == ("unknown-currency", "variants[0].prices")
    assert outcomes[2].code == "text-invalid"
    assert await count(database, "products") == 2


async def test_a_sku_belongs_to_one_product(
    database: AsyncEngine, clock: FrozenClock, a_record: Build
) -> None:
    await write(database, clock, a_record("a"))
    thief = a_record("b", variants=(VariantRecord(sku="A", prices={"EUR": 1}),))
    twins = [a_record(h, variants=(VariantRecord(sku="T", prices={"EUR": 1}),)) for h in ("c", "d")]

    outcomes = await write(database, clock, thief, *twins)

    assert [(o.result, o.code) for o in outcomes] == [
        ("failed", "sku-taken"),
        ("created", ""),
        ("failed", "sku-taken"),
    ]
    assert outcomes[0].field == "variants[0].sku"


async def test_a_slug_belongs_to_one_product(
    database: AsyncEngine, clock: FrozenClock, a_record: Build
) -> None:
    await write(database, clock, a_record("a", slug="cup"))

    outcomes = await write(database, clock, a_record("b", slug="cup"), a_record("cup"))

    assert [o.code for o in outcomes] == ["slug-taken", "slug-taken"]


async def test_products_are_told_in_hundreds_and_stock_in_five_hundreds(
    database: AsyncEngine, clock: FrozenClock, a_record: Build
) -> None:
    def counted(number: int) -> ProductRecord:
        size = OptionRecord(name="Size", values=tuple("ABCDE"))
        variants = tuple(
            VariantRecord(
                sku=f"{number}-{s}", options={"Size": s}, prices={"EUR": 1}, on_hand=number
            )
            for s in size.values
        )
        return a_record(f"p-{number}", options=(size,), variants=variants)

    await write(database, clock, *(counted(number) for number in range(120)))

    told = await events(database)
    products = [e.data.products for e in told if e.type == "catalog.products_changed.v1"]
    stock = [e.data for e in told if e.type == "catalog.stock_declared.v1"]
    assert [len(batch) for batch in products] == [100, 20]
    assert [len(declared.levels) for declared in stock] == [500, 100]
    assert {declared.batch for declared in stock} == {"imp_1"}
    assert not any(product.deleted for batch in products for product in batch)


async def test_what_analysts_call_a_product_is_told_along(
    database: AsyncEngine, clock: FrozenClock, a_record: Build
) -> None:
    size = OptionRecord(name="Size", values=("S", "M"))
    variants = tuple(
        VariantRecord(sku=s, options={"Size": s}, prices={"EUR": 1}) for s in size.values
    )
    shoe = a_record(
        "shoe", brand="Saltlark", category=("Men", "Shoes"), options=(size,), variants=variants
    )
    await write(database, clock, a_record("plain"), shoe)

    (event,) = await events(database)
    told = {product.skus: product for product in event.data.products}
    assert (told["S", "M"].title, told["S", "M"].brand) == ("Shoe", "Saltlark")
    assert told["S", "M"].category == ("men", "shoes")
    assert told["PLAIN",].category == ()


async def test_a_record_without_a_count_declares_no_stock(
    database: AsyncEngine, clock: FrozenClock, a_record: Build
) -> None:
    await write(database, clock, a_record())

    assert [e.type for e in await events(database)] == ["catalog.products_changed.v1"]


async def test_what_is_not_on_sale_is_told_as_deleted(
    database: AsyncEngine, clock: FrozenClock, a_record: Build
) -> None:
    await write(database, clock, a_record(status="draft"))

    (event,) = await events(database)
    assert event.data.products[0].deleted


async def test_categories_are_created_once_and_their_slugs_stay_apart(
    database: AsyncEngine, clock: FrozenClock, a_record: Build
) -> None:
    await write(
        database,
        clock,
        a_record("a", category=("Women", "Shoes")),
        a_record("b", category=("Men", "Shoes")),
        a_record("c", category=("Men", "Shoes")),
    )

    async with database.connect() as conn:
        rows = await conn.execute(sa.text("SELECT slug FROM categories ORDER BY slug"))
        assert list(rows.scalars()) == ["men", "shoes", "women", "women-shoes"]


async def test_scripts_and_styles_do_not_get_in(
    database: AsyncEngine, clock: FrozenClock, a_record: Build
) -> None:
    nasty = '<p onclick="x()">Hi<script>alert(1)</script> <a href="javascript:x">there</a></p>'

    (outcome,) = await write(database, clock, a_record(description_html=nasty))

    html = (await stored(database, clock, outcome)).description_html
    assert "script" not in html
    assert "onclick" not in html
    assert "Hi" in html


async def test_the_audit_trail_says_what_an_update_changed(
    database: AsyncEngine, clock: FrozenClock, a_record: Build
) -> None:
    await write(database, clock, a_record())
    await write(database, clock, a_record(title="Big mug", description_html="A & B"))

    async with database.connect() as conn:
        statement = sa.text("SELECT actor, action, changes FROM audit ORDER BY id")
        rows = (await conn.execute(statement)).all()
    assert [(row.actor, row.action) for row in rows] == [
        ("importer", "created"),
        ("importer", "updated"),
    ]
    assert rows[1].changes == {
        "title": ["Mug", "Big mug"],
        "description_html": ["", "A &amp; B"],
    }


async def test_writers_at_the_same_time_take_turns(
    database: AsyncEngine, clock: FrozenClock, a_record: Build
) -> None:
    batches = [
        [a_record(f"p-{n}", title=f"By {writer}", category=("Same", "Path")) for n in range(20)]
        for writer in range(6)
    ]

    results = await asyncio.gather(*(write(database, clock, *batch) for batch in batches))

    assert sum(o.result == "created" for outcomes in results for o in outcomes) == 20
    assert sum(o.result == "updated" for outcomes in results for o in outcomes) == 100
    assert await count(database, "categories") == 2
