"""Stock: counted, adjusted, told, and never below what orders wait for."""

from datetime import timedelta

from contracts.events import Event
from contracts.events.catalog import STOCK_DECLARED, DeclaredStock, StockDeclared
from contracts.ids import new_event_id
from core_services.order.handlers import stocking
from tests.integration.order.shop import Api, Shop

STOCK = "/core/v1/admin/stock"


async def _declare(shop: Shop, *levels: tuple[str, int]) -> Event[StockDeclared]:
    data = StockDeclared(batch="imp_1", levels=tuple(DeclaredStock(*level) for level in levels))
    event = shop.event(STOCK_DECLARED, data)
    await stocking.on_stock_declared(event, shop.deps)
    return event


async def _movements(shop: Shop, sku: str) -> list[tuple[object, ...]]:
    rows = await shop.rows(
        "SELECT kind, quantity, on_hand FROM stock_movements WHERE sku = $1 ORDER BY id", sku
    )
    return [tuple(row) for row in rows]


async def test_an_import_sets_what_was_counted(shop: Shop) -> None:
    sku, other = new_event_id(), new_event_id()

    await _declare(shop, (sku, 3), (other, 1), (sku, 5))
    await _declare(shop, (sku, 2), (other, 1))

    assert await shop.stock_of(sku) == (2, 0)
    assert await _movements(shop, sku) == [("initial", 5, 5), ("import", -3, 2)]
    assert await _movements(shop, other) == [("initial", 1, 1)]


async def test_the_same_declaration_twice_counts_once(shop: Shop) -> None:
    sku = new_event_id()
    event = await _declare(shop, (sku, 5))
    await shop.place((sku, 1))
    await shop.pay(await shop.place((sku, 1)))

    await stocking.on_stock_declared(event, shop.deps)

    assert await shop.stock_of(sku) == (4, 1)


async def test_an_older_count_never_replaces_a_newer_one(shop: Shop) -> None:
    sku = new_event_id()
    await _declare(shop, (sku, 5))
    shop.clock.advance(timedelta(hours=-1))

    await _declare(shop, (sku, 99))

    assert await shop.stock_of(sku) == (5, 0)


async def test_a_count_below_what_orders_wait_for_is_clamped_and_noted(shop: Shop) -> None:
    sku = new_event_id()
    await _declare(shop, (sku, 5))
    await shop.place((sku, 3))

    await _declare(shop, (sku, 1))

    assert await shop.stock_of(sku) == (3, 3)
    rows = await shop.rows(
        "SELECT reason FROM stock_movements WHERE sku = $1 AND kind = 'import'", sku
    )
    assert rows[0].reason == "counted 1, fewer than reserved"
    await shop.assert_stock_is_conserved()


async def test_levels_are_told_with_a_version_that_grows(shop: Shop) -> None:
    sku = new_event_id()
    await _declare(shop, (sku, 5))
    await shop.pay(await shop.place((sku, 2)))
    await shop.cancel(await shop.place((sku, 1)))

    told = [
        (level.version, level.available)
        for event in await shop.told("stock")
        for level in event.data.levels
        if level.sku == sku
    ]

    assert told == [(1, 5), (2, 3), (3, 2), (4, 3)]


async def test_staff_adjust_stock_with_a_reason(api: Api) -> None:
    staff, sku = api.staff("orders"), await api.shop.stocked(5)
    path = f"{STOCK}/adjustments"

    written_off = await api.post(
        path, {"sku": sku, "kind": "write-off", "delta": -2, "reason": "water"}, staff
    )
    counted = await api.post(
        path, {"sku": sku, "kind": "adjustment", "on_hand": 9, "reason": "counted"}, staff
    )
    moves = await api.get(f"{STOCK}/movements?sku={sku}&limit=2", staff)

    assert (written_off.json()["on_hand"], counted.json()["available"]) == (3, 9)
    assert [item["quantity"] for item in moves.json()["movements"]] == [6, -2]
    assert moves.json()["next_cursor"] is not None
    await api.shop.assert_stock_is_conserved()


async def test_staff_cannot_take_what_orders_wait_for(api: Api) -> None:
    staff, sku = api.staff("orders"), await api.shop.stocked(5)
    await api.shop.place((sku, 4))
    body = {"sku": sku, "kind": "adjustment", "delta": -2, "reason": "lost"}

    refused = await api.post(f"{STOCK}/adjustments", body, staff)

    assert (refused.status_code, refused.json()["code"]) == (409, "stock-below-reserved")
    assert await api.shop.stock_of(sku) == (5, 4)


async def test_a_sku_begins_with_a_count(api: Api) -> None:
    staff, sku = api.staff("orders"), new_event_id()
    body = {"sku": sku, "kind": "adjustment", "delta": 2, "reason": "found"}
    path = f"{STOCK}/adjustments"

    unknown = await api.post(path, body, staff)
    begun = await api.post(path, {**body, "kind": "initial", "delta": None, "on_hand": 2}, staff)
    both = await api.post(path, {**body, "on_hand": 2}, staff)

    assert (unknown.status_code, begun.status_code, both.status_code) == (404, 200, 422)


async def test_stock_is_listed_by_sku(api: Api) -> None:
    staff, prefix = api.staff("support"), f"list-{new_event_id()}"
    await _declare(api.shop, *((f"{prefix}-{n}", n) for n in range(5)))

    page = (await api.get(f"{STOCK}?q={prefix.upper()}&limit=3", staff)).json()
    rest = (await api.get(f"{STOCK}?q={prefix}&limit=3&cursor={page['next_cursor']}", staff)).json()
    scarce = (await api.get(f"{STOCK}?q={prefix}&below=2", staff)).json()

    assert [item["on_hand"] for item in page["items"] + rest["items"]] == [0, 1, 2, 3, 4]
    assert len(scarce["items"]) == 2
