"""A search as a request to the engine, and the engine's answer as results. Pure: no I/O here."""

from typing import Any

import msgspec

from contracts.money import Money
from core_services.search import cursors, facets, relevance
from core_services.search.cursors import CursorState, Position
from core_services.search.relevance import Strictness, Synonyms
from core_services.search.schemas import (
    CursorError,
    PriceRange,
    ProductCard,
    SearchQuery,
    SearchResults,
)
from core_services.search.text import Words

_IN_STOCK_BONUS = 0.5
_CARD_FIELDS = ["id", "slug", "title", "brand", "image_url", "in_stock", "category_slugs"]
_SHORTEST_SPELLCHECKED = 4
_LEAST_SIMILARITY = 0.6

_BY_ID = {"id": "asc"}


def request_body(
    query: SearchQuery,
    words: Words,
    synonyms: Synonyms,
    *,
    strictness: Strictness = "strict",
    after: CursorState | None = None,
) -> dict[str, Any]:
    """The request: hits, total, facets and spelling in one.

    One hit more than asked for tells whether there is another page.
    """
    chosen = facets.choices(query)
    body: dict[str, Any] = {
        "size": query.limit + 1,
        "query": _scored(words, synonyms, strictness),
        "sort": _sort(query, words),
        "_source": [*_CARD_FIELDS, f"prices.{query.currency}"],
        "track_total_hits": True,
    }
    if chosen.clauses:
        body["post_filter"] = chosen.filter_but()
    if after is not None:
        body["search_after"] = list(_checked(after.position, body["sort"]))
        return body
    body["aggs"] = facets.aggregations(chosen, query.currency)
    if words:
        body["suggest"] = _spelling(words)
    return body


def _scored(words: Words, synonyms: Synonyms, strictness: Strictness) -> dict[str, Any]:
    if not words:
        return {"match_all": {}}
    text = relevance.text_clause(words, synonyms, strictness=strictness)
    bonus = {"constant_score": {"filter": {"term": {"in_stock": True}}, "boost": _IN_STOCK_BONUS}}
    return {"bool": {"must": [text], "should": [bonus]}}


def _sort(query: SearchQuery, words: Words) -> list[dict[str, Any]]:
    """Every order ends with the id, so that no two products share a place."""
    if query.sort == "relevance" and words:
        return [{"_score": "desc"}, _or_last("popularity", "desc"), _BY_ID]
    if query.sort == "relevance":
        return [{"in_stock": "desc"}, _or_last("popularity", "desc"), _BY_ID]
    if query.sort == "newest":
        return [_or_last("published_at", "desc"), _BY_ID]
    if query.sort == "name":
        return [_or_last("title.sort", "asc"), _BY_ID]
    direction = "desc" if query.sort == "-price" else "asc"
    bound = "max" if query.sort == "-price" else "min"
    return [_or_last(f"prices.{query.currency}.{bound}", direction, "long"), _BY_ID]


def _or_last(name: str, direction: str, unmapped: str | None = None) -> dict[str, Any]:
    options = {"order": direction, "missing": "_last"}
    return {name: options | ({"unmapped_type": unmapped} if unmapped else {})}


def _checked(position: Position, sort: list[dict[str, Any]]) -> Position:
    """A position that fits the sort: the engine must not be sent what it would choke on."""
    strings = [name in ("id", "title.sort") for clause in sort for name in clause]
    if len(position) != len(strings) or any(
        value is not None and isinstance(value, str) is not is_string
        for value, is_string in zip(position, strings, strict=True)
    ):
        raise CursorError("The cursor does not fit this sort.")
    return position


def _spelling(words: Words) -> dict[str, Any]:
    return {
        "text": words.text,
        "spelling": {
            "term": {
                "field": "title.plain",
                "suggest_mode": "missing",
                "prefix_length": 1,
                "min_word_length": _SHORTEST_SPELLCHECKED,
                "size": 1,
            }
        },
    }


class _Source(msgspec.Struct, frozen=True):
    id: str
    slug: str
    title: str
    brand: str | None = None
    image_url: str | None = None
    in_stock: bool = False
    category_slugs: tuple[str, ...] = ()
    prices: dict[str, PriceRange] = {}


class _Hit(msgspec.Struct, frozen=True):
    source: _Source = msgspec.field(name="_source")
    sort: Position = ()


class _Total(msgspec.Struct, frozen=True):
    value: int


class _Hits(msgspec.Struct, frozen=True):
    total: _Total
    hits: tuple[_Hit, ...]


class _Option(msgspec.Struct, frozen=True):
    text: str
    score: float


class _Misspelling(msgspec.Struct, frozen=True):
    text: str
    options: tuple[_Option, ...]


class _Suggest(msgspec.Struct, frozen=True):
    spelling: tuple[_Misspelling, ...] = ()


class Answer(msgspec.Struct, frozen=True):
    """The engine's answer, as far as we read it."""

    hits: _Hits
    aggregations: dict[str, facets.Counted] = {}
    suggest: _Suggest = _Suggest()

    @property
    def total(self) -> int:
        return self.hits.total.value

    @property
    def unfiltered_total(self) -> int:
        """How many products fit the words, whatever else was chosen."""
        unfiltered = self.aggregations.get(facets.UNFILTERED)
        return unfiltered.doc_count if unfiltered else self.total


read_answer = msgspec.json.Decoder(Answer).decode


def results(
    query: SearchQuery, words: Words, answer: Answer, *, strictness: Strictness, took_ms: int
) -> SearchResults:
    """The page that the client gets."""
    page = answer.hits.hits[: query.limit]
    more = len(answer.hits.hits) > query.limit
    first_page = query.cursor is None
    return SearchResults(
        hits=tuple(_card(hit.source, query.currency) for hit in page),
        total=answer.total,
        facets=_facets(query, answer) if first_page else (),
        did_you_mean=_correction(words, answer.suggest.spelling),
        next_cursor=cursors.encode(query, strictness, page[-1].sort) if more and page else None,
        took_ms=took_ms,
    )


def _facets(query: SearchQuery, answer: Answer) -> Any:
    return facets.read(answer.aggregations, facets.choices(query), query.currency)


def _card(source: _Source, currency: str) -> ProductCard:
    prices = source.prices.get(currency)
    return ProductCard(
        id=source.id,
        slug=source.slug,
        title=source.title,
        brand=source.brand,
        image_url=source.image_url,
        price=Money(prices.min, currency) if prices else None,
        price_max=Money(prices.max, currency) if prices else None,
        compare_at=Money(prices.compare_at, currency) if prices and prices.compare_at else None,
        in_stock=source.in_stock,
        category_slug=source.category_slugs[-1] if source.category_slugs else None,
    )


def _correction(words: Words, misspellings: tuple[_Misspelling, ...]) -> str | None:
    """The query with its unknown words replaced by similar known ones, if that changes it."""
    better = {
        entry.text: entry.options[0].text
        for entry in misspellings
        if entry.options and entry.options[0].score >= _LEAST_SIMILARITY
    }
    corrected = " ".join(better.get(word, word) for word in words.text.split())
    return corrected if corrected != words.text else None
