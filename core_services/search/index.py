"""The index: its analysis, its mapping, and how a catalog document becomes one of its documents.

Everything here is plain enough for OpenSearch and for the emulator that stands in for it on one
machine: no synonym filter (synonyms are expanded in the query), no possessive stemmer (a character
filter does it), no script.
"""

import hashlib
import re
from typing import Any

import msgspec

from core_services.search.schemas import SearchDocument
from core_services.search.text import STOP_WORDS

FACET_SEPARATOR = ":"
_MAX_FACET_VALUE = 120
_MAX_FACETS_PER_DOCUMENT = 60
_MAX_DESCRIPTION = 8_000

_APOSTROPHES: dict[str, Any] = {
    "type": "pattern_replace",
    "pattern": "(\\w)['’]s\\b",
    "replacement": "$1s",
}


def _analyzer(*filters: str) -> dict[str, Any]:
    return {
        "type": "custom",
        "tokenizer": "standard",
        "char_filter": ["possessive_s"],
        "filter": ["lowercase", "asciifolding", *filters],
    }


ANALYSIS: dict[str, Any] = {
    "char_filter": {"possessive_s": _APOSTROPHES},
    "filter": {
        "english_stop": {"type": "stop", "stopwords": sorted(STOP_WORDS)},
        "english_stem": {"type": "stemmer", "language": "english"},
        "pairs": {
            "type": "shingle",
            "min_shingle_size": 2,
            "max_shingle_size": 2,
            "token_separator": "",
            "output_unigrams": True,
        },
    },
    "analyzer": {
        "stemmed": _analyzer("english_stop", "english_stem"),
        "plain": _analyzer(),
        "joined": _analyzer("pairs"),
    },
    "normalizer": {
        "folded": {"type": "custom", "filter": ["lowercase", "asciifolding"]},
    },
}

_KEYWORD: dict[str, Any] = {"type": "keyword", "ignore_above": 256}
_FOLDED: dict[str, Any] = {**_KEYWORD, "normalizer": "folded"}
_STORED_ONLY: dict[str, Any] = {"type": "keyword", "index": False, "doc_values": False}
_STEMMED: dict[str, Any] = {"type": "text", "analyzer": "stemmed"}
_PLAIN: dict[str, Any] = {"type": "text", "analyzer": "plain"}
_JOINED: dict[str, Any] = {"type": "text", "analyzer": "joined"}

PROPERTIES: dict[str, Any] = {
    "id": {"type": "keyword"},
    "slug": _STORED_ONLY,
    "image_url": _STORED_ONLY,
    "title": {**_STEMMED, "fields": {"plain": _PLAIN, "joined": _JOINED, "sort": _FOLDED}},
    "head": _STEMMED,
    "spelling": _PLAIN,
    "brand": {**_KEYWORD, "fields": {"text": _STEMMED, "plain": _PLAIN}},
    "category_names": _STEMMED,
    "category_slugs": _KEYWORD,
    "categories": _KEYWORD,
    "attribute_text": _STEMMED,
    "description": _STEMMED,
    "identifiers": _FOLDED,
    "facets": _KEYWORD,
    "facet_labels": _KEYWORD,
    "prices": {"type": "object", "dynamic": True},
    "in_stock": {"type": "boolean"},
    "published_at": {"type": "date"},
    "popularity": {"type": "long"},
}

_PRICES_ARE_WHOLE_NUMBERS: list[dict[str, Any]] = [
    {"prices": {"path_match": "prices.*.*", "mapping": {"type": "long"}}}
]


def index_body(*, shards: int = 1, replicas: int = 0) -> dict[str, Any]:
    """What an index is created with. ``_meta`` says which mapping it is."""
    return {
        "settings": {
            "index": {
                "number_of_shards": shards,
                "number_of_replicas": replicas,
                # a delete must outlast a rebuild that may bring the document's older state late
                "gc_deletes": "1h",
            },
            "analysis": ANALYSIS,
        },
        "mappings": {
            "dynamic": False,
            "_meta": {"mapping_version": MAPPING_VERSION},
            "dynamic_templates": _PRICES_ARE_WHOLE_NUMBERS,
            "properties": PROPERTIES,
        },
    }


def _fingerprint() -> str:
    """Changes whenever the mapping, the analysis or the shape of the documents does."""
    document_shape = 1
    parts = (ANALYSIS, PROPERTIES, _PRICES_ARE_WHOLE_NUMBERS, document_shape)
    return hashlib.sha256(msgspec.json.encode(parts, order="deterministic")).hexdigest()[:12]


MAPPING_VERSION = _fingerprint()

_END_OF_HEAD = re.compile(
    r"\s+(?:for|with|w/|compatible|fits|by|from)\b|[,(|\[–—]|\s-\s", re.IGNORECASE
)


def head_of(title: str) -> str:
    """What the product is, before its title says what it goes with.

    "Case for Kindle Paperwhite" is a case. The rest of the title still counts, only less.
    """
    return _END_OF_HEAD.split(title, maxsplit=1)[0].strip() or title


def to_index_document(document: SearchDocument) -> dict[str, Any]:
    """The indexed form of a catalog document."""
    facets = _facets(document)
    return {
        "id": document.id,
        "slug": document.slug,
        "title": document.title,
        "head": head_of(document.title),
        "spelling": _vocabulary(document),
        "brand": document.brand or None,
        "image_url": document.image_url,
        "category_slugs": document.category_slugs,
        "category_names": document.category_names,
        "categories": [
            f"{slug}{FACET_SEPARATOR}{name}"
            for slug, name in zip(document.category_slugs, document.category_names, strict=False)
        ],
        "attribute_text": _attribute_text(document),
        "description": document.description[:_MAX_DESCRIPTION],
        "identifiers": [*document.skus, *document.barcodes],
        "facets": [f"{code}{FACET_SEPARATOR}{value}" for code, _, value in facets],
        "facet_labels": sorted({f"{code}{FACET_SEPARATOR}{label}" for code, label, _ in facets}),
        "prices": document.prices,
        "in_stock": document.in_stock,
        "published_at": document.published_at,
        "popularity": document.popularity,
    }


def _vocabulary(document: SearchDocument) -> str:
    """The words that are known to be spelt right: each once."""
    texts = (document.title, document.brand or "", *document.category_names)
    words = [word for text in (*texts, *_attribute_text(document)) for word in text.split()]
    return " ".join(dict.fromkeys(words))


def _facets(document: SearchDocument) -> list[tuple[str, str, str]]:
    """(code, label, value) of every attribute and option; an attribute wins over an option."""
    found: dict[tuple[str, str], str] = {}
    for name, values in document.options.items():
        found |= {(facet_code(name), value): name for value in values}
    for code, values in document.attributes.items():
        label = document.attribute_labels.get(code, code)
        found |= {(facet_code(code), value): label for value in values}
    usable = (
        (c, label, v) for (c, v), label in found.items() if c and 0 < len(v) <= _MAX_FACET_VALUE
    )
    return list(usable)[:_MAX_FACETS_PER_DOCUMENT]


def facet_code(name: str) -> str:
    """A facet's code from an option's or attribute's name: ``Shoe size`` is ``shoe-size``."""
    return "-".join(re.findall(r"[^\W]+", name.lower()))


def _attribute_text(document: SearchDocument) -> list[str]:
    values = [value for group in document.attributes.values() for value in group]
    options = [value for group in document.options.values() for value in group]
    return list(dict.fromkeys([*values, *options, *document.tags]))
