"""Synonyms: words that shoppers and the catalogue use for the same thing.

They are expanded in the query, so that a change works at once and needs no new index.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from core_services.search.schemas import SynonymRule
from core_services.search.text import Words, parse

_LONGEST_PHRASE = 4


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """What each word or phrase may be widened to."""

    alternatives: Mapping[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)

    def of(self, words: Words) -> dict[str, tuple[str, ...]]:
        """Alternatives by word: those of a phrase count for each of its words."""
        if not self.alternatives:
            return {}
        found: dict[str, list[str]] = defaultdict(list)
        typed = words.text.split()
        for start in range(len(typed)):
            for end in range(start + 1, min(start + _LONGEST_PHRASE, len(typed)) + 1):
                phrase = tuple(typed[start:end])
                for word in phrase:
                    found[word].extend(self._alternatives(phrase))
        return {word: tuple(dict.fromkeys(others)) for word, others in found.items() if others}

    def _alternatives(self, phrase: tuple[str, ...]) -> tuple[str, ...]:
        return self.alternatives.get(phrase) or self.alternatives.get(_singular(phrase), ())


def thesaurus(rules: Iterable[SynonymRule]) -> Thesaurus:
    """The rules, normalised as queries are and turned into a table."""
    table: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for rule in rules:
        phrases = [phrase for phrase in (parse(word).text for word in rule.words) if phrase]
        for phrase in phrases[:1] if rule.one_way else phrases:
            others = [other for other in phrases if other != phrase]
            for key in {tuple(phrase.split()), _singular(tuple(phrase.split()))}:
                table[key].extend(others)
    return Thesaurus({key: tuple(dict.fromkeys(others)) for key, others in table.items()})


def _singular(phrase: tuple[str, ...]) -> tuple[str, ...]:
    *head, last = phrase
    return (*head, last[:-1] if last.endswith("s") and len(last) > 3 else last)
