"""A search as a request to the engine, and the engine's answer as results. Pure: no I/O here."""

from typing import Any, cast

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
_LEAST_SIMILARITY = 0.7
_SPELLINGS = 3

_DEEPEST_RANK = 10_000  # the engine's max_result_window

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
        return body | _continuation(after.position, query, words)
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
    if _is_ranked(query, words):
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


def _is_ranked(query: SearchQuery, words: Words) -> bool:
    """Whether the order is by score. A score is no place to go on from, for it changes with every
    document that is written anywhere; those walks go on by rank."""
    return query.sort == "relevance" and bool(words)


def _continuation(position: Position, query: SearchQuery, words: Words) -> dict[str, Any]:
    if not _is_ranked(query, words):
        return {"search_after": list(_checked(position, _sort(query, words)))}
    rank = position[0]
    if len(position) != 1 or type(rank) is not int or not 0 < rank < _DEEPEST_RANK:
        raise CursorError("The cursor does not hold a rank.")
    return {"from": rank, "size": min(query.limit + 1, _DEEPEST_RANK - rank)}


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
                "field": "spelling",
                "suggest_mode": "missing",
                "prefix_length": 1,
                "min_word_length": _SHORTEST_SPELLCHECKED,
                "size": _SPELLINGS,
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
    query: SearchQuery,
    words: Words,
    answer: Answer,
    *,
    strictness: Strictness,
    after: CursorState | None,
    took_ms: int,
) -> SearchResults:
    """The page that the client gets."""
    page = answer.hits.hits[: query.limit]
    more = len(answer.hits.hits) > query.limit
    position = _position(query, words, page, after) if more else None
    return SearchResults(
        hits=tuple(_card(hit.source, query.currency) for hit in page),
        total=answer.total,
        facets=_facets(query, answer) if after is None else (),
        did_you_mean=_correction(words, answer.suggest.spelling),
        next_cursor=cursors.encode(query, strictness, position) if position else None,
        took_ms=took_ms,
    )


def _position(
    query: SearchQuery, words: Words, page: tuple[_Hit, ...], after: CursorState | None
) -> Position | None:
    """Where the next page begins; None behind the deepest rank."""
    if not _is_ranked(query, words):
        return page[-1].sort
    rank = (cast(int, after.position[0]) if after else 0) + len(page)
    return (rank,) if rank < _DEEPEST_RANK else None


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


def _is_misspelt(entry: _Misspelling) -> bool:
    """Whether a known word is similar enough and none is its own singular or plural."""
    if not entry.options or entry.options[0].score < _LEAST_SIMILARITY:
        return False
    forms = {option.text.removesuffix("s") for option in entry.options}
    return entry.text.removesuffix("s") not in forms


def _correction(words: Words, misspellings: tuple[_Misspelling, ...]) -> str | None:
    """The query with its unknown words replaced by similar known ones, if that changes it."""
    better = {entry.text: entry.options[0].text for entry in misspellings if _is_misspelt(entry)}
    corrected = " ".join(better.get(word, word) for word in words.text.split())
    return corrected if corrected != words.text else None
