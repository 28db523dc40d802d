"""Synonyms that staff put in force, and popular queries that shoppers make."""

from collections.abc import AsyncIterator

import httpx
import pytest

from contracts.clock import FrozenClock
from contracts.errors import StaleVersionError
from core_services.search import handlers
from core_services.search.bootstrap import open_deps
from core_services.search.handlers import Searcher
from core_services.search.rebuild import Rebuilder
from core_services.search.schemas import SearchQuery, SynonymRule, SynonymsBody
from core_services.search.settings import Settings

from .conftest import FakeCatalog, document

TELLY = SynonymsBody(rules=(SynonymRule(words=("telly", "television", "tv set")),))


@pytest.fixture
async def searcher(settings: Settings, clock: FrozenClock) -> AsyncIterator[Searcher]:
    async with open_deps(settings, clock) as opened:
        yield opened


async def test_a_synonym_works_at_once_in_both_directions(
    catalog: FakeCatalog, rebuilder: Rebuilder, searcher: Searcher, clock: FrozenClock
) -> None:
    catalog.sell(document(1, "Television 40 inch"), document(2, "Small TV set"))
    await rebuilder.look_after()
    assert (await handlers.search(searcher, SearchQuery(q="telly"), "")).total == 0
    await handlers.replace_synonyms(searcher, TELLY, version=0, by="sub", clock=clock)
    found = await handlers.search(searcher, SearchQuery(q="telly"), "")
    assert {hit.id for hit in found.hits} == {"prd_0001", "prd_0002"}
    back = await handlers.search(searcher, SearchQuery(q="tv sets"), "")
    assert {hit.id for hit in back.hits} == {"prd_0001", "prd_0002"}


async def test_a_stale_version_replaces_nothing(searcher: Searcher, clock: FrozenClock) -> None:
    replaced = await handlers.replace_synonyms(searcher, TELLY, version=0, by="sub", clock=clock)
    assert replaced.version == 1
    with pytest.raises(StaleVersionError):
        await handlers.replace_synonyms(searcher, TELLY, version=0, by="sub", clock=clock)
    assert (await handlers.read_synonyms(searcher)).rules == TELLY.rules


async def test_a_query_that_several_shoppers_made_is_suggested(
    catalog: FakeCatalog, rebuilder: Rebuilder, searcher: Searcher
) -> None:
    catalog.sell(document(1, "Copper kettle"))
    await rebuilder.look_after()
    for caller in ("gst_a", "gst_b", "gst_c", "gst_c"):
        await handlers.search(searcher, SearchQuery(q="Copper kettle"), caller)
        await handlers.search(searcher, SearchQuery(q="copper nonsense kettle"), "gst_a")
    await searcher.popular.synchronise()
    suggested = await handlers.complete(searcher, "cop", 8)
    assert [s.text for s in suggested.suggestions if s.kind == "query"] == ["copper kettle"]


@pytest.mark.parametrize("path", ["rebuild", "synonyms"])
async def test_administration_is_for_staff(api: httpx.AsyncClient, path: str) -> None:
    assert (await api.get(f"/core/v1/admin/search/{path}")).status_code == 401
