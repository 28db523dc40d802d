"""With the engine away, the catalog answers; with it back, so does the engine."""

import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from contracts.clock import FrozenClock
from core_services.search.rebuild import Rebuilder
from core_services.search.settings import Settings

from .conftest import FakeCatalog, client_of, document


@pytest.fixture
async def cut_off(settings: Settings, clock: FrozenClock) -> AsyncIterator[httpx.AsyncClient]:
    """The API with nothing listening where its engine should be."""
    async with client_of(replace(settings, opensearch_url="http://127.0.0.1:9"), clock) as client:
        yield client


async def get(api: httpx.AsyncClient, path: str, **params: Any) -> dict[str, Any]:
    response = await api.get(path, params=params)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


async def test_the_catalog_answers_and_it_is_marked(
    catalog: FakeCatalog, cut_off: httpx.AsyncClient
) -> None:
    catalog.sell(document(1, "Kettle"), document(2, "Trivet"))
    answer = await get(cut_off, "/core/v1/search", q="kettle")
    assert [hit["title"] for hit in answer["hits"]] == ["Kettle"]
    assert answer["degraded"] is True
    assert answer["facets"] == []
    assert answer["total"] == 1


async def test_a_degraded_walk_meets_every_product_once(
    catalog: FakeCatalog, cut_off: httpx.AsyncClient
) -> None:
    catalog.sell(*(document(n, f"Kettle {n}") for n in range(1, 6)))
    answer = await get(cut_off, "/core/v1/search", limit=2)
    seen = [hit["id"] for hit in answer["hits"]]
    while answer["next_cursor"]:
        answer = await get(cut_off, "/core/v1/search", limit=2, cursor=answer["next_cursor"])
        seen += [hit["id"] for hit in answer["hits"]]
    assert seen == sorted(catalog.products)


async def test_filters_that_the_catalog_lacks_are_not_forgotten(
    catalog: FakeCatalog, cut_off: httpx.AsyncClient
) -> None:
    catalog.sell(document(1, "Kettle"), document(5, "Kettle"), document(6, "Kettle", brand="Boil"))
    dear = await get(cut_off, "/core/v1/search", price_min=1500)
    assert {hit["id"] for hit in dear["hits"]} == {"prd_0005", "prd_0006"}
    brands = await get(cut_off, "/core/v1/search", brand=["Boil", "Other"])
    assert {hit["id"] for hit in brands["hits"]} == {"prd_0006"}


async def test_the_breaker_makes_a_degraded_answer_quick(
    catalog: FakeCatalog, cut_off: httpx.AsyncClient
) -> None:
    catalog.sell(document(1, "Kettle"))
    for _ in range(10):
        await get(cut_off, "/core/v1/search", q="kettle")
    started = time.perf_counter()
    await get(cut_off, "/core/v1/search", q="kettle")
    assert time.perf_counter() - started < 0.5


async def test_a_walk_that_began_in_the_engine_keeps_its_cursor(
    catalog: FakeCatalog, rebuilder: Rebuilder, api: httpx.AsyncClient, cut_off: httpx.AsyncClient
) -> None:
    catalog.sell(*(document(n, f"Kettle {n}") for n in range(1, 6)))
    await rebuilder.look_after()
    cursor = (await get(api, "/core/v1/search", limit=2))["next_cursor"]
    waiting = await get(cut_off, "/core/v1/search", limit=2, cursor=cursor)
    assert (waiting["hits"], waiting["next_cursor"]) == ([], cursor)
    assert len((await get(api, "/core/v1/search", limit=2, cursor=cursor))["hits"]) == 2


async def test_suggestions_degrade_to_the_catalogs_products(
    catalog: FakeCatalog, cut_off: httpx.AsyncClient
) -> None:
    catalog.sell(document(1, "Kettle"))
    answer = await get(cut_off, "/core/v1/suggest", q="kett")
    assert answer["suggestions"] == [{"text": "Kettle", "kind": "product", "slug": "p-1"}]
    assert answer["degraded"] is True


async def test_before_the_first_index_the_catalog_answers(
    catalog: FakeCatalog, api: httpx.AsyncClient
) -> None:
    catalog.sell(document(1, "Kettle"))
    assert (await get(api, "/core/v1/search", q="kettle"))["degraded"] is True


async def test_the_service_is_ready_without_its_engine(cut_off: httpx.AsyncClient) -> None:
    assert (await cut_off.get("/health/ready")).status_code == 200
