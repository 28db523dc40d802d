"""What people like: a few products much, most a little, and some things together."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from random import Random

from infra.ops.simulation.chance import Weighted, geometric, share_of
from infra.ops.simulation.rhythm import Calendar
from infra.ops.simulation.shop import Product, Shop

_CATEGORY_SWING, _PRODUCT_SWING = 0.35, 0.55
_FAVOURITES = 0.55  # of the first looks go to what one likes anyway
_SAME_SHELF, _SAME_ROOM, _MATCHING_ROOM = 0.25, 0.25, 0.25
_ANOTHER_PRODUCT, _MOST_PRODUCTS = 0.55, 7
_TWO_OF_IT, _MOST_UNITS = 0.16, 6
_DEAR = 12_000  # minor units: few people buy two of such


class Taste:
    """The taste of one day; trends move it from day to day."""

    def __init__(self, shop: Shop, calendar: Calendar, day: date) -> None:
        weights = [(product, _appeal(product, calendar, day)) for product in shop.products]
        self._all = Weighted(weights)
        self._rooms = _grouped((product.root, product, weight) for product, weight in weights)
        self._shelves = _grouped((product.leaf, product, weight) for product, weight in weights)
        self._matching = _matching_rooms(calendar.seed, sorted(self._rooms))

    def look(self, rng: Random, favourites: Sequence[str]) -> Product:
        """A product that catches the eye."""
        if favourites and rng.random() < _FAVOURITES:
            return self._rooms[rng.choice(favourites)].draw(rng)
        return self._all.draw(rng)

    def companion(self, rng: Random, product: Product) -> Product:
        """What one buys along with it."""
        chance = rng.random()
        if chance < _SAME_SHELF:
            return self._shelves[product.leaf].draw(rng)
        if chance < _SAME_SHELF + _SAME_ROOM:
            return self._rooms[product.root].draw(rng)
        if chance < _SAME_SHELF + _SAME_ROOM + _MATCHING_ROOM:
            return self._rooms[self._matching[product.root]].draw(rng)
        return self._all.draw(rng)

    def basket(self, rng: Random, favourites: Sequence[str]) -> list[Product]:
        """Different products that go together."""
        first = self.look(rng, favourites)
        chosen = {first.id: first}
        for _ in range(geometric(rng, _ANOTHER_PRODUCT, _MOST_PRODUCTS) - 1):
            other = self.companion(rng, first)
            chosen.setdefault(other.id, other)
        return list(chosen.values())


def units(rng: Random, product: Product) -> int:
    """How many of it."""
    return geometric(rng, _TWO_OF_IT / 4 if product.price > _DEAR else _TWO_OF_IT, _MOST_UNITS)


def share_of_sales(shop: Shop, calendar: Calendar) -> dict[str, float]:
    """What part of all units sold is of this product, trends aside."""
    appeals = {each.id: _base_appeal(each, calendar.seed) for each in shop.products}
    total = sum(appeals.values())
    return {product_id: appeal / total for product_id, appeal in appeals.items()}


def _appeal(product: Product, calendar: Calendar, day: date) -> float:
    return (
        _base_appeal(product, calendar.seed)
        * calendar.trend(product.root, day, _CATEGORY_SWING)
        * calendar.trend(product.id, day, _PRODUCT_SWING)
    )


def _base_appeal(product: Product, seed: int) -> float:
    """A long tail: the best of a hundred sells some fifteen times as well as the middle one.

    The product's name decides, so that its luck does not hang on the ids of one installation.
    """
    luck = share_of(seed, "appeal", product.slug)
    affordable = math.pow(4_000 / max(product.price, 800), 0.35)
    return affordable / math.pow(luck + 0.03, 0.9)


def _grouped(rows: Iterable[tuple[str, Product, float]]) -> dict[str, Weighted[Product]]:
    groups: dict[str, list[tuple[Product, float]]] = defaultdict(list)
    for name, product, weight in rows:
        groups[name].append((product, weight))
    return {name: Weighted(members) for name, members in groups.items()}


def _matching_rooms(seed: int, roots: Sequence[str]) -> dict[str, str]:
    """Each room has one that people furnish along with it."""
    ring = sorted(roots, key=lambda root: share_of(seed, "ring", root))
    return {root: ring[(place + 1) % len(ring)] for place, root in enumerate(ring)}
