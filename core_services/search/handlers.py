"""One function per query, command and event."""

import hashlib
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from contracts.clock import Clock
from contracts.errors import UnavailableError
from contracts.events import Event
from contracts.events.catalog import ProductsChanged
from core_services.chassis.context import note
from core_services.chassis.health import Check
from core_services.search import cursors, query, suggest, text
from core_services.search.clients import Catalog
from core_services.search.cursors import CursorState
from core_services.search.engine import EngineAwayError, EngineRefusedError
from core_services.search.index import MAPPING_VERSION
from core_services.search.popular import PopularQueries
from core_services.search.query import Answer
from core_services.search.rebuild import request_rebuild
from core_services.search.reference import Reference
from core_services.search.relevance import Strictness
from core_services.search.repository import Deletion, ProductIndex
from core_services.search.schemas import (
    CatalogPage,
    ProductCard,
    Rebuild,
    RebuildStatus,
    SearchQuery,
    SearchResults,
    Suggestion,
    Suggestions,
    SynonymsBody,
    SynonymSet,
)
from core_services.search.text import Words

log = logging.getLogger(__name__)

_FEW = 3  # with fewer products for all the words, we look for some of the words


@dataclass(frozen=True, slots=True)
class Searcher:
    """What answering needs.

    There is no readiness check: with the engine away this service still answers, from the catalog.
    """

    index: ProductIndex
    catalog: Catalog
    reference: Reference
    popular: PopularQueries
    checks: Mapping[str, Check] = field(default_factory=dict)


async def search(searcher: Searcher, asked: SearchQuery, caller: str) -> SearchResults:
    """One page of results: from the engine or, while it is away, from the catalog.

    Raises:
        CursorError: for a cursor of another search.
    """
    after = cursors.decode(asked)
    words = text.parse(asked.q)
    if after is not None and after.mode == "catalog":
        return await _from_catalog(searcher, asked, str(after.position[0]))
    try:
        results = await _from_engine(searcher, asked, words, after)
    except (EngineAwayError, EngineRefusedError) as error:
        _note_degraded(error)
        return await _degraded(searcher, asked)
    if results.total and asked.cursor is None:
        searcher.popular.note(words.text, caller)
    return results


async def _from_engine(
    searcher: Searcher, asked: SearchQuery, words: Words, after: CursorState | None
) -> SearchResults:
    started = time.perf_counter()
    ask = partial(_ask, searcher, asked, words, after)
    strictness: Strictness = "relaxed" if after and after.mode == "relaxed" else "strict"
    answer = await ask(strictness)
    if after is None and _is_too_narrow(answer, words):
        wider = await ask("relaxed")
        if wider.total > answer.total:
            answer, strictness = wider, "relaxed"
    took_ms = round((time.perf_counter() - started) * 1000)
    note(total=answer.total, strictness=strictness)
    return query.results(asked, words, answer, strictness=strictness, after=after, took_ms=took_ms)


async def _ask(
    searcher: Searcher,
    asked: SearchQuery,
    words: Words,
    after: CursorState | None,
    strictness: Strictness,
) -> Answer:
    synonyms = searcher.reference.thesaurus.of(words)
    body = query.request_body(asked, words, synonyms, strictness=strictness, after=after)
    answer = await searcher.index.search(body, preference=_preference(words))
    return query.read_answer(answer)


def _is_too_narrow(answer: Answer, words: Words) -> bool:
    if not words:
        return False
    fewest = 1 if len(words.wanted) == 1 else _FEW
    return answer.unfiltered_total < fewest


def _preference(words: Words) -> str:
    """The same words go to the same copies: replicas score a little differently, and a walk
    through pages must not notice."""
    return f"q{hashlib.blake2b(words.text.encode(), digest_size=4).hexdigest()}"


def _note_degraded(error: Exception) -> None:
    note(degraded=True)
    if isinstance(error, EngineRefusedError):
        log.error("the engine refused a search", exc_info=error)


async def _degraded(searcher: Searcher, asked: SearchQuery) -> SearchResults:
    """The catalog's answer. A walk that began in the engine waits: its cursor stays good."""
    if asked.cursor is not None:
        return SearchResults(hits=(), total=0, next_cursor=asked.cursor, degraded=True)
    return await _from_catalog(searcher, asked, None)


async def _from_catalog(
    searcher: Searcher, asked: SearchQuery, cursor: str | None
) -> SearchResults:
    started = time.perf_counter()
    page = await searcher.catalog.search(asked, cursor)
    hits = tuple(card for card in page.products if _fits(card, asked))
    return SearchResults(
        hits=hits,
        total=_total(page, hits),
        next_cursor=_catalog_cursor(asked, page),
        degraded=True,
        took_ms=round((time.perf_counter() - started) * 1000),
    )


def _fits(card: ProductCard, asked: SearchQuery) -> bool:
    """The filters that the catalog's search does not have and that a card can answer."""
    if asked.brand and card.brand not in asked.brand:
        return False
    if asked.price_min is None and asked.price_max is None:
        return True
    if card.price is None:
        return False
    low, high = asked.price_min or 0, asked.price_max
    return card.price.amount >= low and (high is None or card.price.amount <= high)


def _total(page: CatalogPage, hits: tuple[ProductCard, ...]) -> int:
    all_fit = len(hits) == len(page.products)
    return page.total if page.total is not None and all_fit else len(hits)


def _catalog_cursor(asked: SearchQuery, page: CatalogPage) -> str | None:
    if page.next_cursor is None:
        return None
    return cursors.encode(asked, "catalog", (page.next_cursor,))


async def complete(searcher: Searcher, typed: str, limit: int) -> Suggestions:
    """Suggestions for what was typed so far."""
    words = text.parse(typed)
    if not words:
        return Suggestions(suggestions=())
    products, degraded = await _product_suggestions(searcher, words, limit)
    popular = searcher.popular.starting_with(words.text, limit)
    lexicon = searcher.reference.lexicon
    found = suggest.compose(words, lexicon, popular, products, limit)
    return Suggestions(suggestions=found, degraded=degraded)


async def _product_suggestions(
    searcher: Searcher, words: Words, limit: int
) -> tuple[list[Suggestion], bool]:
    try:
        answer = await searcher.index.search(suggest.product_request(words, limit))
        return suggest.read_products(answer), False
    except (EngineAwayError, EngineRefusedError) as error:
        _note_degraded(error)
    try:
        page = await searcher.catalog.search(SearchQuery(q=words.text, limit=limit), None)
    except UnavailableError:
        return [], True
    cards = page.products
    return [Suggestion(text=c.title, kind="product", slug=c.slug) for c in cards], True


async def replace_synonyms(
    searcher: Searcher, body: SynonymsBody, *, version: int, by: str, clock: Clock
) -> SynonymSet:
    """Put a new set of synonyms in force.

    Raises:
        StaleVersionError: when ``version`` is not the set in force.
    """
    new = SynonymSet(rules=body.rules, version=version + 1, updated_at=clock.now(), updated_by=by)
    try:
        await searcher.index.replace_synonyms(new, over=version)
        await searcher.reference.refresh_thesaurus()
    except EngineAwayError as error:
        raise UnavailableError("The search engine is away; try again.") from error
    return new


async def read_synonyms(searcher: Searcher) -> SynonymSet:
    """The synonyms in force."""
    try:
        return await searcher.index.synonyms()
    except EngineAwayError as error:
        raise UnavailableError("The search engine is away; try again.") from error


async def ask_for_rebuild(searcher: Searcher, *, by: str, clock: Clock) -> Rebuild:
    """Have the worker rebuild the index; the rebuild under way, if there is one."""
    try:
        return await request_rebuild(
            searcher.index, clock, reason="staff asked for it", requested_by=by
        )
    except EngineAwayError as error:
        raise UnavailableError("The search engine is away; try again.") from error


async def rebuild_status(searcher: Searcher) -> RebuildStatus:
    """The latest rebuild and the index that is searched now."""
    try:
        rebuild, _ = await searcher.index.rebuild()
        return RebuildStatus(
            rebuild=rebuild,
            index=await searcher.index.index_behind(searcher.index.live),
            documents=await searcher.index.count(),
            mapping_version=MAPPING_VERSION,
        )
    except EngineAwayError as error:
        raise UnavailableError("The search engine is away; try again.") from error


async def index_changes(
    index: ProductIndex, catalog: Catalog, event: Event[ProductsChanged]
) -> None:
    """Bring changed products up to date in the live index and in one being built.

    With no index at all there is nothing to do: the rebuild to come reads everything.
    """
    targets = await index.targets()
    if not targets:
        return
    changed = {
        product.product_id: product
        for product in event.data.products
        if product.deleted or not index.is_written(product.product_id, product.version)
    }
    present = [product_id for product_id, product in changed.items() if not product.deleted]
    batch = await catalog.documents(present) if present else None
    documents = batch.documents if batch else ()
    gone = changed.keys() - {document.id for document in documents}
    deletions = [Deletion(product_id, changed[product_id].version) for product_id in sorted(gone)]
    written = await index.write(targets, documents, deletions)
    index.remember_written(documents)
    note(products=len(changed), written=written)
