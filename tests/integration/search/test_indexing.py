"""Keeping the index in step: changes, versions, and rebuilds while serving."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from msgspec.structs import replace

from contracts.clock import FrozenClock
from contracts.events import Event
from contracts.events.catalog import ChangedProduct, ProductsChanged
from contracts.ids import new_event_id
from core_services.chassis.http_client import ServiceClient
from core_services.search.bootstrap import Connections
from core_services.search.clients import Catalog
from core_services.search.handlers import index_changes
from core_services.search.rebuild import Rebuilder, reason_to_rebuild, request_rebuild
from core_services.search.repository import ProductIndex

from .conftest import FakeCatalog, document


def changed(*products: ChangedProduct) -> Event[ProductsChanged]:
    return Event(
        id=new_event_id(),
        type="catalog.products_changed.v1",
        source="catalog",
        subject="products",
        version=1,
        time=datetime(2026, 3, 2, tzinfo=UTC),
        data=ProductsChanged(products),
    )


async def titles(api: httpx.AsyncClient, **params: Any) -> list[str]:
    answer = (await api.get("/core/v1/search", params=params)).json()
    assert answer["degraded"] is False
    return [hit["title"] for hit in answer["hits"]]


async def hear(connections: Connections, *products: ChangedProduct) -> None:
    await index_changes(connections.index, connections.catalog, changed(*products))


async def test_a_changed_product_is_found_by_its_new_title(
    catalog: FakeCatalog, rebuilder: Rebuilder, connections: Connections, api: httpx.AsyncClient
) -> None:
    catalog.sell(document(1, "Kettle"))
    await rebuilder.look_after()
    catalog.sell(document(1, "Teapot", version=2), document(2, "Trivet"))
    await hear(connections, ChangedProduct("prd_0001", 2), ChangedProduct("prd_0002", 1))
    assert await titles(api, q="teapot") == ["Teapot"]
    assert await titles(api, q="kettle") == []
    assert await titles(api, q="trivet") == ["Trivet"]


async def test_a_state_that_is_in_the_index_already_is_not_fetched_again(
    catalog: FakeCatalog, rebuilder: Rebuilder, connections: Connections, api: httpx.AsyncClient
) -> None:
    await rebuilder.look_after()
    catalog.sell(document(1, "Teapot", version=3))
    await hear(connections, ChangedProduct("prd_0001", 2))
    catalog.sell(document(1, "Unheard of", version=3))
    await hear(connections, ChangedProduct("prd_0001", 3))
    assert await titles(api) == ["Teapot"]
    await request_rebuild(connections.index, rebuilder.clock, reason="test", requested_by="me")
    await rebuilder.run_requested()
    assert await titles(api) == ["Unheard of"]


async def test_an_older_state_never_replaces_a_newer_one(
    catalog: FakeCatalog, rebuilder: Rebuilder, connections: Connections, api: httpx.AsyncClient
) -> None:
    catalog.sell(document(1, "Teapot", version=5))
    await rebuilder.look_after()
    stale = [document(1, "Kettle", version=4)]
    assert await connections.index.write([connections.index.live], stale) == 0
    assert await titles(api) == ["Teapot"]


async def test_what_left_the_catalog_leaves_the_index_and_stays_out(
    catalog: FakeCatalog, rebuilder: Rebuilder, connections: Connections, api: httpx.AsyncClient
) -> None:
    catalog.sell(document(1, "Kettle"), document(2, "Trivet"), document(3, "Teapot"))
    await rebuilder.look_after()
    del catalog.products["prd_0001"], catalog.products["prd_0002"]
    await hear(
        connections,
        ChangedProduct("prd_0001", 2, deleted=True),
        ChangedProduct("prd_0002", 2),  # unpublished: it exists and is not for sale
    )
    late = [document(1, "Kettle", version=1)]
    assert await connections.index.write([connections.index.live], late) == 0
    assert await titles(api) == ["Teapot"]


async def test_the_same_event_again_changes_nothing(
    catalog: FakeCatalog, rebuilder: Rebuilder, connections: Connections, api: httpx.AsyncClient
) -> None:
    catalog.sell(document(1, "Kettle"))
    await rebuilder.look_after()
    catalog.sell(document(1, "Teapot", version=2))
    for _ in range(2):
        await hear(connections, ChangedProduct("prd_0001", 2))
    assert await titles(api) == ["Teapot"]


async def test_an_event_before_there_is_an_index_creates_none(
    catalog: FakeCatalog, connections: Connections
) -> None:
    catalog.sell(document(1, "Kettle"))
    await hear(connections, ChangedProduct("prd_0001", 1))
    assert await connections.index.index_behind(connections.index.live) is None


async def test_a_rebuild_while_serving_never_shows_an_empty_result(
    catalog: FakeCatalog, rebuilder: Rebuilder, connections: Connections, api: httpx.AsyncClient
) -> None:
    catalog.sell(*(document(n, f"Kettle {n}") for n in range(1, 41)))
    await rebuilder.look_after()
    first = await connections.index.index_behind(connections.index.live)
    rebuilder.page_size = 5
    await request_rebuild(connections.index, rebuilder.clock, reason="test", requested_by="me")
    rebuilding = asyncio.create_task(rebuilder.run_requested())
    searches = 0
    while not rebuilding.done():
        answer = (await api.get("/core/v1/search", params={"q": "kettle"})).json()
        assert answer["total"] == 40
        assert answer["degraded"] is False
        searches += 1
    done = await rebuilding
    assert searches > 3
    assert done is not None
    assert (done.state, done.indexed) == ("succeeded", 40)
    assert await connections.index.index_behind(connections.index.live) == done.index != first
    assert await connections.index.index_behind(connections.index.next) is None


async def test_a_change_during_a_rebuild_is_in_the_new_index(
    catalog: FakeCatalog, rebuilder: Rebuilder, connections: Connections, api: httpx.AsyncClient
) -> None:
    """The page that holds the product was read before the change, and is written after it."""
    catalog.sell(*(document(n, f"Kettle {n}") for n in range(1, 5)))
    await rebuilder.look_after()

    async def change_behind_its_back(after: str) -> None:
        if after == "prd_0002" and "prd_0001" in catalog.products:
            catalog.sell(document(2, "Teapot", version=2), document(9, "Trivet"))
            catalog.sell(document(4, "Cup", version=2))
            del catalog.products["prd_0001"]
            products = (ChangedProduct(f"prd_000{n}", 2) for n in (1, 2, 4, 9))
            await hear(connections, *products)

    catalog.before_export = change_behind_its_back
    rebuilder.page_size = 2
    await request_rebuild(connections.index, rebuilder.clock, reason="test", requested_by="me")
    await rebuilder.run_requested()
    assert sorted(await titles(api)) == ["Cup", "Kettle 3", "Teapot", "Trivet"]


async def test_a_rebuild_goes_on_where_a_dead_worker_left_it(
    catalog: FakeCatalog, rebuilder: Rebuilder, connections: Connections, clock: FrozenClock
) -> None:
    catalog.sell(*(document(n, f"Kettle {n}") for n in range(1, 9)))
    asked: list[str] = []

    async def die_on_the_third_page(after: str) -> None:
        asked.append(after)
        if len(asked) == 3:
            await asyncio.sleep(5)

    rebuilder.page_size = 2
    await request_rebuild(connections.index, clock, reason="test", requested_by="me")
    catalog.before_export = die_on_the_third_page
    task = asyncio.create_task(rebuilder.run_requested())
    while len(asked) < 3:
        await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    catalog.before_export = None

    successor = Rebuilder(connections.index, connections.catalog, clock, "worker-2", page_size=2)
    assert await successor.run_requested() is None, "the lease of the dead still holds"
    clock.advance(timedelta(seconds=61))
    done = await successor.run_requested()
    assert done is not None
    assert (done.state, done.owner, done.indexed) == ("succeeded", "worker-2", 8)
    assert await connections.index.count() == 8


async def test_two_workers_never_rebuild_at_once(
    catalog: FakeCatalog, rebuilder: Rebuilder, connections: Connections, clock: FrozenClock
) -> None:
    catalog.sell(*(document(n, f"Kettle {n}") for n in range(1, 9)))
    other = Rebuilder(connections.index, connections.catalog, clock, "worker-2")
    await request_rebuild(connections.index, clock, reason="test", requested_by="me")
    outcomes = await asyncio.gather(rebuilder.run_requested(), other.run_requested())
    assert sum(outcome is not None for outcome in outcomes) == 1


async def test_asking_twice_gives_the_rebuild_under_way(
    connections: Connections, clock: FrozenClock
) -> None:
    ask = [
        request_rebuild(connections.index, clock, reason="test", requested_by="me")
        for _ in range(3)
    ]
    assert len({rebuild.id for rebuild in await asyncio.gather(*ask)}) == 1


async def test_a_failed_rebuild_leaves_the_old_index_and_says_why(
    catalog: FakeCatalog, rebuilder: Rebuilder, connections: Connections, api: httpx.AsyncClient
) -> None:
    catalog.sell(document(1, "Kettle"))
    await rebuilder.look_after()
    await request_rebuild(connections.index, rebuilder.clock, reason="test", requested_by="me")
    async with ServiceClient("http://127.0.0.1:9", name="catalog", timeout=0.5) as nobody:
        rebuilder.catalog = Catalog(nobody)
        assert await rebuilder.run_requested() is None
    failed, _ = await connections.index.rebuild()
    assert failed is not None
    assert failed.state == "failed"
    assert "not available" in (failed.error or "")
    assert await titles(api) == ["Kettle"]
    assert await connections.index.targets() == (connections.index.live,)


async def test_an_index_is_built_when_there_is_none_and_again_when_it_is_empty(
    catalog: FakeCatalog, rebuilder: Rebuilder, connections: Connections
) -> None:
    index: ProductIndex = connections.index
    assert await reason_to_rebuild(index) == "there is no index"
    await rebuilder.look_after()
    assert await reason_to_rebuild(index) == "the index is empty"
    empty = await index.index_behind(index.live)
    await rebuilder.look_after()
    assert await index.index_behind(index.live) == empty, "an empty catalog needs no rebuild"
    catalog.sell(document(1, "Kettle"))
    await rebuilder.look_after()
    assert await index.count() == 1
    assert await reason_to_rebuild(index) is None


async def test_no_price_of_a_document_is_lost_on_the_way(
    catalog: FakeCatalog, rebuilder: Rebuilder, api: httpx.AsyncClient
) -> None:
    kettle = document(1, "Kettle")
    prices = {**kettle.prices, "JPY": replace(kettle.prices["EUR"], min=1500, max=1500)}
    catalog.sell(replace(kettle, prices=prices))
    await rebuilder.look_after()
    answer = (await api.get("/core/v1/search", params={"currency": "JPY"})).json()
    assert answer["hits"][0]["price"] == {"amount": 1500, "currency": "JPY"}
