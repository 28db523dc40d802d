"""How well a product answers a query: the text part of the request to the engine, as pure data.

The query is term-centric: each word may match in any field, in any of the ways we know (stemmed,
misspelt, run together, as a synonym), and the best way counts. That keeps "at least two thirds of
the words" meaningful, whichever field each word is in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from core_services.search.text import Words

Clause = dict[str, Any]
Synonyms = Mapping[str, tuple[str, ...]]
Strictness = Literal["strict", "relaxed"]

# An engine refuses a request of more than 1,024 clauses, each spelling that a fuzzy word stands for
# included; with these a query of the most and longest words stays below.
_SHORTEST_FUZZY = 4
_MAX_SPELLINGS = 15
_SPLIT_LENGTHS = range(5, 21)
_MAX_WORDS_TO_SPLIT = 4
_MAX_SYNONYMS = 16


@dataclass(frozen=True, slots=True)
class Weights:
    """What a match is worth, relative to a word in the description.

    They were chosen on one half of the judged queries and checked on the other (docs/search.md).
    """

    fields: Mapping[str, float] = field(
        default_factory=lambda: {
            "title": 2.0,
            "head": 2.0,
            "brand.text": 1.5,
            "category_names": 2.0,
            "attribute_text": 1.0,
            "description": 1.0,
        }
    )
    other_fields: float = 0.3  # how much the second-best field of a word still adds
    synonym: float = 0.8
    misspelt: float = 0.9
    joined: float = 1.5
    whole_title: float = 2.0  # the title holds every word
    identifier: float = 100.0  # the query is the product's SKU or barcode
    said_to_lack: float = 4.5  # "belt without buckle" and the product says so
    mentions_unwanted: float = 0.7
    has_unwanted: float = 0.6  # multiplies the score of a title with the unwanted words


DEFAULT_WEIGHTS = Weights()


def text_clause(
    words: Words,
    synonyms: Synonyms,
    *,
    strictness: Strictness = "strict",
    weights: Weights = DEFAULT_WEIGHTS,
) -> Clause:
    """The clause that scores products for the words.

    Strict asks for two thirds of the words (both of two); relaxed for any of them, misspelt from
    the first letter on and taken apart ("firestick" is "fire stick").
    """
    relaxed = strictness == "relaxed"
    synonyms = _first_few(words.wanted, synonyms)
    terms = [
        _word(words.wanted, position, synonyms, weights, relaxed=relaxed)
        for position in range(len(words.wanted))
    ]
    terms_clause = _bool(should=terms, minimum_should_match=1 if relaxed else "2<67%")
    alternatives = [terms_clause, _identifier(words, weights)]
    scored = _bool(
        must=[_bool(should=alternatives, minimum_should_match=1)],
        should=[*_whole_title(words, weights), *_lacking(words, weights)],
    )
    return _demote_unwanted(scored, words, weights)


def _first_few(wanted: Sequence[str], synonyms: Synonyms) -> Synonyms:
    pairs = [(word, other) for word in wanted for other in synonyms.get(word, ())]
    few: dict[str, tuple[str, ...]] = {}
    for word, other in pairs[:_MAX_SYNONYMS]:
        few[word] = (*few.get(word, ()), other)
    return few


def _word(
    wanted: Sequence[str], position: int, synonyms: Synonyms, weights: Weights, *, relaxed: bool
) -> Clause:
    """One word, matched in whichever way fits best."""
    word = wanted[position]
    ways = _in_fields(word, weights)
    ways.append(_run_together(wanted, position, weights))
    if len(word) >= _SHORTEST_FUZZY and not word[0].isdigit():
        ways.extend(_misspelt(word, weights, relaxed=relaxed))
    for synonym in synonyms.get(word, ()):
        ways.append(_synonym(synonym, weights))
    if relaxed and len(wanted) <= _MAX_WORDS_TO_SPLIT:
        ways.extend(_taken_apart(word, weights))
    return {"dis_max": {"queries": ways, "tie_breaker": weights.other_fields}}


def _in_fields(word: str, weights: Weights, factor: float = 1.0) -> list[Clause]:
    return [
        _match(name, word, boost * factor, operator="and") for name, boost in weights.fields.items()
    ]


def _run_together(wanted: Sequence[str], position: int, weights: Weights) -> Clause:
    """ "e cloth" typed, "ecloth" written, and the other way round.

    The field holds single words and neighbouring pairs without the space between them.
    """
    before = wanted[position - 1 : position]
    after = wanted[position + 1 : position + 2]
    forms = [wanted[position]]
    forms += [other + wanted[position] for other in before]
    forms += [wanted[position] + other for other in after]
    return _match("title.joined", " ".join(forms), weights.joined, analyzer="plain")


def _misspelt(word: str, weights: Weights, *, relaxed: bool) -> list[Clause]:
    options: dict[str, Any] = {
        "fuzziness": "AUTO:4,7",
        "prefix_length": 0 if relaxed else 1,
        "max_expansions": _MAX_SPELLINGS,
    }
    fields = ("title.plain", "brand.plain")
    return [_match(name, word, weights.misspelt, **options) for name in fields]


def _synonym(synonym: str, weights: Weights) -> Clause:
    if " " not in synonym:
        inner = _in_fields(synonym, weights, weights.synonym)
        return {"dis_max": {"queries": inner, "tie_breaker": weights.other_fields}}
    return _phrase("title", synonym, weights.fields["title"] * weights.synonym)


def _taken_apart(word: str, weights: Weights) -> list[Clause]:
    if len(word) not in _SPLIT_LENGTHS:
        return []
    cuts = range(1, len(word) - 1)
    return [
        _phrase("title", f"{word[:cut]} {word[cut:]}", weights.fields["title"], slop=1)
        for cut in cuts
    ]


def _identifier(words: Words, weights: Weights) -> Clause:
    """Staff and returning customers search by SKU and barcode."""
    forms = sorted({words.text, words.text.replace(" ", "-"), words.text.replace(" ", "")})
    return {
        "constant_score": {
            "filter": {"terms": {"identifiers": forms}},
            "boost": weights.identifier,
        }
    }


def _whole_title(words: Words, weights: Weights) -> list[Clause]:
    if len(words.wanted) < 2:
        return []
    return [_match("title", " ".join(words.wanted), weights.whole_title, operator="and")]


def _lacking(words: Words, weights: Weights) -> list[Clause]:
    """Rewards products that say they lack what is unwanted; a mention is better than silence."""
    if not words.unwanted:
        return []
    thing = " ".join(words.unwanted)
    phrases = [f"without {thing}", f"no {thing}", f"{thing} free", f"{thing} less"]
    clauses = [_phrase("title", phrase, weights.said_to_lack) for phrase in phrases]
    clauses += [_phrase("description", phrase, weights.said_to_lack / 3) for phrase in phrases]
    clauses.append(_match("title", f"{words.unwanted[-1]}less", weights.said_to_lack))
    mentions = [_in_fields(word, weights, weights.mentions_unwanted) for word in words.unwanted]
    return clauses + [
        {"dis_max": {"queries": ways, "tie_breaker": weights.other_fields}} for ways in mentions
    ]


def _demote_unwanted(scored: Clause, words: Words, weights: Weights) -> Clause:
    if not words.unwanted:
        return scored
    thing = " ".join(words.unwanted)
    denials = [_phrase("title", f"without {thing}"), _phrase("title", f"no {thing}")]
    negative = _bool(must=[_match("title", thing, operator="and")], must_not=denials)
    return {
        "boosting": {
            "positive": scored,
            "negative": negative,
            "negative_boost": weights.has_unwanted,
        }
    }


def _bool(**parts: Any) -> Clause:
    return {"bool": {name: part for name, part in parts.items() if part}}


def _match(field_name: str, text: str, boost: float = 1.0, **options: Any) -> Clause:
    return {"match": {field_name: {"query": text, "boost": boost, **options}}}


def _phrase(field_name: str, text: str, boost: float = 1.0, slop: int = 0) -> Clause:
    return {"match_phrase": {field_name: {"query": text, "boost": boost, "slop": slop}}}
