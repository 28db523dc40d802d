"""What a shopper typed, as words: normalised, capped, and without any query syntax.

Nothing a shopper types is an operator. Quotes, colons, brackets and minus signs separate words and
mean nothing else, so there is no syntax to inject into.
"""

import re
import unicodedata
from dataclasses import dataclass

MAX_WORDS = 16
_MAX_WORD_LENGTH = 40
_POSSESSIVE = re.compile(r"(\w)['’]s\b")
_WORD = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+(?:['’][^\W_]+)*")
_WITHOUT = re.compile(r"\bw/o\b")
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})

STOP_WORDS = frozenset(
    {"a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "in", "is", "it", "of", "on"}
    | {"or", "that", "the", "this", "to", "w", "with"}
)
_NEGATIONS = frozenset({"without"})
_END_OF_NEGATION = frozenset({"and", "for", "in", "on", "with"})


@dataclass(frozen=True, slots=True)
class Words:
    """A query's words.

    Attributes:
        text: the whole query, normalised: what is searched as a phrase and shown back.
        wanted: the words a product should have, stop words left out unless there are no others.
        unwanted: the words after "without": a product that has them only says what it lacks.
    """

    text: str
    wanted: tuple[str, ...]
    unwanted: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.wanted)


def parse(typed: str) -> Words:
    """The words of what was typed; beyond the first `MAX_WORDS` nothing is looked at."""
    text = normalise(typed)
    words = [match[0][:_MAX_WORD_LENGTH] for match in _WORD.finditer(text)][:MAX_WORDS]
    wanted, unwanted = _split_at_negation(words)
    return Words(" ".join(words), _significant(wanted), tuple(w for w in unwanted if w))


def normalise(typed: str) -> str:
    """Lower case, compatibility forms unified, unprintable characters turned into spaces."""
    text = unicodedata.normalize("NFKC", typed)
    if not text.isprintable():
        text = "".join(" " if unicodedata.category(c) in _UNPRINTABLE else c for c in text)
    lowered = _WITHOUT.sub("without", text.lower())
    return _POSSESSIVE.sub(r"\1s", lowered).strip()


def _split_at_negation(words: list[str]) -> tuple[list[str], list[str]]:
    for index, word in enumerate(words[1:], start=1):
        if word in _NEGATIONS and index + 1 < len(words):
            end = _end_of_negation(words, index + 1)
            return words[:index] + words[end:], words[index + 1 : end]
    return words, []


def _end_of_negation(words: list[str], start: int) -> int:
    for index in range(start + 1, len(words)):
        if words[index] in _END_OF_NEGATION:
            return index
    return len(words)


def _significant(words: list[str]) -> tuple[str, ...]:
    return tuple(w for w in words if w not in STOP_WORDS) or tuple(words)
