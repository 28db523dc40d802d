"""The text part of a request."""

import random
import string
from typing import Any

import pytest

from core_services.search.relevance import text_clause
from core_services.search.text import parse

_CLAUSES = ("match", "match_phrase")


def clauses(node: Any) -> list[tuple[str, dict[str, Any]]]:
    """(field, options) of every match in a clause, at any depth."""
    if isinstance(node, list):
        return [found for part in node for found in clauses(part)]
    if not isinstance(node, dict):
        return []
    own = [
        (name, options)
        for kind in _CLAUSES
        for name, options in node.get(kind, {}).items()
        if isinstance(options, dict)
    ]
    return own + [found for part in node.values() for found in clauses(part)]


def engine_clauses(clause: Any) -> int:
    """How many clauses an engine makes of it, at most."""
    return sum(
        options.get("max_expansions", 1) * len(str(options.get("query", "")).split() or [""])
        for _, options in clauses(clause)
    )


@pytest.mark.parametrize("strictness", ["strict", "relaxed"])
@pytest.mark.parametrize("count", [1, 4, 16])
def test_the_worst_query_stays_below_the_engines_limit(strictness: Any, count: int) -> None:
    letters = random.Random(1)
    words = ["".join(letters.choices(string.ascii_lowercase, k=20)) for _ in range(count)]
    synonyms = {word: tuple(f"{word[:5]} {n}" for n in range(50)) for word in words}
    clause = text_clause(parse(" ".join(words)), synonyms, strictness=strictness)
    assert engine_clauses(clause) < 1_024


def test_a_word_matches_in_every_weighted_field() -> None:
    fields = {name for name, _ in clauses(text_clause(parse("kettle"), {}))}
    assert {"title", "head", "brand.text", "category_names", "description"} <= fields


def test_neighbours_are_also_searched_as_one_word() -> None:
    joined = [
        o["query"] for f, o in clauses(text_clause(parse("e cloth"), {})) if f.endswith("joined")
    ]
    assert joined == ["e ecloth", "cloth ecloth"]


def test_only_a_relaxed_search_takes_words_apart() -> None:
    def phrases(strictness: Any) -> list[str]:
        clause = text_clause(parse("firestick"), {}, strictness=strictness)
        return [str(options["query"]) for _, options in clauses(clause)]

    assert "fire stick" in phrases("relaxed")
    assert "fire stick" not in phrases("strict")


def test_a_synonym_counts_less_than_the_word() -> None:
    matches = [
        o for f, o in clauses(text_clause(parse("sofa"), {"sofa": ("couch",)})) if f == "title"
    ]
    boosts = {options["query"]: options["boost"] for options in matches}
    assert 0 < boosts["couch"] < boosts["sofa"]


def test_what_is_unwanted_is_not_required() -> None:
    clause = text_clause(parse("belt without buckle"), {})["boosting"]
    required = clause["positive"]["bool"]["must"]
    assert "buckle" not in {str(options["query"]) for _, options in clauses(required)}
