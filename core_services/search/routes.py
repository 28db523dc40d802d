"""The service's operations."""

from contracts.errors import StaleVersionError, UnavailableError
from core_services.chassis.caching import Caching
from core_services.chassis.operations import ANYONE, Call, Operation, Reply, staff
from core_services.search import handlers
from core_services.search.facets import AttributeFilterError
from core_services.search.handlers import Searcher
from core_services.search.schemas import (
    CursorError,
    Rebuild,
    RebuildStatus,
    SearchQuery,
    SearchResults,
    Suggestions,
    SuggestQuery,
    SynonymsBody,
    SynonymSet,
    TooManyChoicesError,
)


async def search(call: Call[Searcher, None, SearchQuery]) -> SearchResults:
    return await handlers.search(call.deps, call.query, call.principal.id or call.client_address)


async def suggest(call: Call[Searcher, None, SuggestQuery]) -> Suggestions:
    return await handlers.complete(call.deps, call.query.q, call.query.limit)


async def request_rebuild(call: Call[Searcher, None, None]) -> Rebuild:
    return await handlers.ask_for_rebuild(call.deps, by=call.principal.id, clock=call.clock)


async def read_rebuild(call: Call[Searcher, None, None]) -> RebuildStatus:
    return await handlers.rebuild_status(call.deps)


async def read_synonyms(call: Call[Searcher, None, None]) -> Reply:
    return _versioned(await handlers.read_synonyms(call.deps))


async def replace_synonyms(call: Call[Searcher, SynonymsBody, None]) -> Reply:
    replaced = await handlers.replace_synonyms(
        call.deps,
        call.body,
        version=call.require_version(),
        by=call.principal.id,
        clock=call.clock,
    )
    return _versioned(replaced)


def _versioned(synonyms: SynonymSet) -> Reply:
    return Reply(synonyms, headers={"ETag": f'"{synonyms.version}"'})


OPERATIONS: tuple[Operation, ...] = (
    Operation(
        method="GET",
        path="/core/v1/search",
        handler=search,
        summary="Search products",
        description="What is typed is taken literally. Facet counts fit every other choice; they "
        "come with the first page. Prices are minor units of the currency.",
        access=ANYONE,
        query=SearchQuery,
        returns=SearchResults,
        errors=(CursorError, AttributeFilterError, TooManyChoicesError, UnavailableError),
        tags=("search",),
    ),
    Operation(
        method="GET",
        path="/core/v1/suggest",
        handler=suggest,
        summary="Suggest queries, categories and products while typing",
        access=ANYONE,
        query=SuggestQuery,
        returns=Suggestions,
        caching=Caching(max_age=60, stale_while_revalidate=600),
        tags=("search",),
    ),
    Operation(
        method="POST",
        path="/core/v1/admin/search/rebuild",
        handler=request_rebuild,
        summary="Rebuild the index from the catalog while the present one serves",
        access=staff("catalog"),
        returns=Rebuild,
        status=202,
        errors=(UnavailableError,),
        tags=("search admin",),
    ),
    Operation(
        method="GET",
        path="/core/v1/admin/search/rebuild",
        handler=read_rebuild,
        summary="How far the rebuild is",
        access=staff("catalog"),
        returns=RebuildStatus,
        errors=(UnavailableError,),
        tags=("search admin",),
    ),
    Operation(
        method="GET",
        path="/core/v1/admin/search/synonyms",
        handler=read_synonyms,
        summary="The synonyms in force",
        access=staff("catalog"),
        returns=SynonymSet,
        errors=(UnavailableError,),
        tags=("search admin",),
    ),
    Operation(
        method="PUT",
        path="/core/v1/admin/search/synonyms",
        handler=replace_synonyms,
        summary="Replace the synonyms; If-Match names the version replaced, 0 at first",
        access=staff("catalog"),
        if_match=True,
        body=SynonymsBody,
        returns=SynonymSet,
        errors=(StaleVersionError, UnavailableError),
        tags=("search admin",),
    ),
)
