"""What people type into the search field, and how much the shop has for it."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from random import Random
from typing import NamedTuple

from infra.ops.simulation.chance import Weighted, share_of
from infra.ops.simulation.rhythm import Calendar
from infra.ops.simulation.shop import Product, Shop

_MISSPELT, _UNKNOWN = 0.09, 0.10
_FORGIVEN = 0.6  # of the misspelt ones that the engine understands all the same
_MOST_WORDS = 60
_SHORTEST_WORD = 4
# Things that people look for in shops like this one; those that it has are left out.
_WISHES = (
    ("gift wrapping", 5.0),
    ("dog bed", 7.0),
    ("air fryer", 6.0),
    ("phone case", 3.0),
    ("wallpaper", 4.0),
    ("espresso machine", 8.0),
    ("mattress", 4.0),
    ("cat tree", 3.0),
    ("yoga mat", 5.0),
    ("curtain rail", 2.0),
    ("geschenkkarte", 3.0),
    ("hängematte kinder", 2.0),
)
_FASHION_FROM = 0.78  # of the history: from then on everybody wants one thing
_FASHION_PULL = 3.0


class Query(NamedTuple):
    """``hits`` are the products that the engine shows first."""

    text: str
    result_count: int
    hits: tuple[Product, ...]


class Vocabulary:
    """The words of a shop's titles, brands and categories, each as often as it names a product."""

    def __init__(self, shop: Shop, calendar: Calendar) -> None:
        found: dict[str, list[Product]] = {}
        for product in shop.products:
            for word in sorted(_words(product)):
                found.setdefault(word, []).append(product)
        common = Counter({word: len(products) for word, products in found.items()})
        self._found = {word: found[word] for word, _ in common.most_common(_MOST_WORDS)}
        self._known = Weighted(
            (word, 1 + 6 * share_of(calendar.seed, "word", word)) for word in self._found
        )
        wishes = [wish for wish in _WISHES if not any(part in found for part in wish[0].split())]
        self._wishes = wishes or [("something else", 1.0)]
        self._calendar = calendar
        self._fashion = max(self._wishes, key=lambda wish: share_of(calendar.seed, wish[0]))[0]

    def ask(self, rng: Random, day: date) -> Query:
        """One search of that day."""
        wish = self._wish(rng, day)
        if wish is not None:
            return Query(wish, 0, ())
        word = self._known.draw(rng)
        products = self._found[word]
        if rng.random() < _MISSPELT:
            understood = rng.random() < _FORGIVEN
            return _answered(misspell(rng, word), products if understood else ())
        return _answered(word, products)

    def _wish(self, rng: Random, day: date) -> str | None:
        in_fashion = self._calendar.progress(day) > _FASHION_FROM
        if rng.random() > (_UNKNOWN * 1.5 if in_fashion else _UNKNOWN):
            return None
        wanted = Weighted(
            (text, weight * (_FASHION_PULL if in_fashion and text == self._fashion else 1))
            for text, weight in self._wishes
        )
        return wanted.draw(rng)


def misspell(rng: Random, word: str) -> str:
    """The word with two letters swapped or one left out or doubled."""
    place = rng.randrange(1, len(word) - 1)
    head, letter, tail = word[:place], word[place], word[place + 1 :]
    kind = rng.randrange(3)
    if kind == 0 and tail[0] != letter:
        return f"{head}{tail[0]}{letter}{tail[1:]}"
    return f"{head}{tail}" if kind == 1 else f"{head}{letter}{letter}{tail}"


def _answered(text: str, products: Sequence[Product]) -> Query:
    return Query(text, len(products), tuple(products[:8]))


def _words(product: Product) -> set[str]:
    text = " ".join((product.title, product.brand, product.leaf.replace("-", " ")))
    words = ("".join(filter(str.isalpha, word)) for word in text.lower().split())
    return {word for word in words if len(word) >= _SHORTEST_WORD and word.isascii()}
