"""Suggestions while typing: queries and categories from memory, products from the index."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from core_services.search.facets import Buckets
from core_services.search.index import FACET_SEPARATOR
from core_services.search.schemas import Suggestion
from core_services.search.text import STOP_WORDS, Words, normalise

_MAX_CATEGORIES = 500
_MAX_BRANDS = 1_000
_MOST_QUERIES = 3
_MOST_CATEGORIES = 2


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Names that can be suggested, those with most products first: (normalised, name, slug)."""

    categories: tuple[tuple[str, str, str], ...] = ()
    brands: tuple[tuple[str, str], ...] = ()


LEXICON_REQUEST: dict[str, Any] = {
    "size": 0,
    "aggs": {
        "category": {"terms": {"field": "categories", "size": _MAX_CATEGORIES}},
        "brand": {"terms": {"field": "brand", "size": _MAX_BRANDS}},
    },
}


class _LexiconAnswer(msgspec.Struct, frozen=True):
    aggregations: dict[str, Buckets] = {}


def read_lexicon(answer: bytes) -> Lexicon:
    """The lexicon in the answer to `LEXICON_REQUEST`."""
    groups = msgspec.json.decode(answer, type=_LexiconAnswer).aggregations
    categories = [
        str(bucket.key).partition(FACET_SEPARATOR)
        for bucket in groups.get("category", Buckets()).buckets
    ]
    brands = [str(bucket.key) for bucket in groups.get("brand", Buckets()).buckets]
    return Lexicon(
        tuple((normalise(name), name, slug) for slug, _, name in categories),
        tuple((normalise(name), name) for name in brands),
    )


def product_request(words: Words, limit: int) -> dict[str, Any]:
    """Products whose title has every word, the last perhaps unfinished; typos come second."""
    text = words.text
    whole = {"match_bool_prefix": {"title.plain": {"query": text, "operator": "and", "boost": 4}}}
    stemmed = {"match": {"title": {"query": text, "operator": "and"}}}
    misspelt = {
        "match": {
            "title.plain": {
                "query": text,
                "operator": "and",
                "fuzziness": "AUTO:4,7",
                "prefix_length": 1,
                "max_expansions": 20,
            }
        }
    }
    return {
        "size": limit * 2,
        "query": {"bool": {"should": [whole, stemmed, misspelt], "minimum_should_match": 1}},
        "sort": [{"_score": "desc"}, {"popularity": {"order": "desc", "missing": "_last"}}],
        "_source": ["title", "slug"],
        "track_total_hits": False,
    }


class _Named(msgspec.Struct, frozen=True):
    title: str
    slug: str


class _Hit(msgspec.Struct, frozen=True):
    source: _Named = msgspec.field(name="_source")


class _Hits(msgspec.Struct, frozen=True):
    hits: tuple[_Hit, ...] = ()


class _ProductAnswer(msgspec.Struct, frozen=True):
    hits: _Hits


def read_products(answer: bytes) -> list[Suggestion]:
    """The products in the answer, one of each title."""
    hits = msgspec.json.decode(answer, type=_ProductAnswer).hits.hits
    by_title: Mapping[str, str] = {hit.source.title: hit.source.slug for hit in reversed(hits)}
    titles = dict.fromkeys(hit.source.title for hit in hits)
    return [Suggestion(text=title, kind="product", slug=by_title[title]) for title in titles]


def compose(
    words: Words,
    lexicon: Lexicon,
    popular: Iterable[str],
    products: Iterable[Suggestion],
    limit: int,
) -> tuple[Suggestion, ...]:
    """Queries first, then categories, then products, `limit` in all."""
    queries = [*popular, *_brands(words, lexicon)]
    found = [
        *(Suggestion(text=text, kind="query") for text in _first(queries, _MOST_QUERIES)),
        *_first(_categories(words, lexicon), _MOST_CATEGORIES),
        *products,
    ]
    return tuple(found[:limit])


def _brands(words: Words, lexicon: Lexicon) -> list[str]:
    return [name for text, name in lexicon.brands if text.startswith(words.text)]


def _categories(words: Words, lexicon: Lexicon) -> list[Suggestion]:
    return [
        Suggestion(text=name, kind="category", slug=slug)
        for text, name, slug in lexicon.categories
        if _begins(text, words.text)
    ]


def _begins(name: str, typed: str) -> bool:
    """Whether the name, or any word in it, begins as typed."""
    return name.startswith(typed) or (typed not in STOP_WORDS and f" {typed}" in name)


def _first(items: list[Any], limit: int) -> list[Any]:
    return list(dict.fromkeys(items))[:limit]
