"""Stock: what can be sold, what is on its way to the shelf, and what that is told as."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from core_services.order.domain.quantities import Goods
from core_services.order.ports import StockLevel
from infra.ops.simulation.chance import share_of
from infra.ops.simulation.shop import Product, Shop

_WEEKS_AT_FIRST = (2.0, 9.0)
_LEAST_AT_FIRST = 3
_REORDER_DAYS = 9.0
_LEAD_DAYS = (4.0, 17.0)
_COVER_DAYS = 40.0
_LEAST_DELIVERY = 4


@dataclass(slots=True)
class Item:
    """``demand`` is what is expected to be sold in a day."""

    sku: str
    available: int
    demand: float
    version: int = 1
    is_ordered: bool = False


class Shelf:
    """The stock of the whole shop. Every change makes a level with the next version."""

    def __init__(self, shop: Shop, demand: Mapping[str, float], seed: int) -> None:
        """``demand`` is in units a day, by product; a product's SKUs share it."""
        self._items: dict[str, Item] = {}
        for product in shop.products:
            for sku, wanted in _split(product, demand[product.id], seed):
                weeks = _spread(_WEEKS_AT_FIRST, share_of(seed, "opening", sku))
                opening = max(_LEAST_AT_FIRST, round(wanted * 7 * weeks))
                self._items[sku] = Item(sku, opening, wanted)

    @property
    def levels(self) -> list[StockLevel]:
        return [_level(item) for item in self._items.values()]

    def available(self, sku: str) -> int:
        return self._items[sku].available

    def popularity(self, sku: str) -> float:
        return self._items[sku].demand

    def reserve(self, goods: Sequence[Goods]) -> tuple[StockLevel, ...]:
        """Take all of it; the caller has looked that it is there."""
        return self._change((each.sku, -each.quantity) for each in goods)

    def put_back(self, goods: Sequence[Goods]) -> tuple[StockLevel, ...]:
        return self._change((each.sku, each.quantity) for each in goods)

    def running_out(self) -> list[Item]:
        """What has to be ordered from the suppliers."""
        return [
            item
            for item in self._items.values()
            if not item.is_ordered and item.available <= item.demand * _REORDER_DAYS
        ]

    def order(self, item: Item, at: datetime, rng: Random) -> tuple[datetime, int]:
        """Order more; when it will come, and how much."""
        item.is_ordered = True
        days = _spread(_LEAD_DAYS, rng.random() ** 1.5)
        return at + timedelta(days=days), max(_LEAST_DELIVERY, round(item.demand * _COVER_DAYS))

    def receive(self, sku: str, quantity: int) -> tuple[StockLevel, ...]:
        """The suppliers delivered."""
        self._items[sku].is_ordered = False
        return self._change([(sku, quantity)])

    def _change(self, changes: Iterable[tuple[str, int]]) -> tuple[StockLevel, ...]:
        levels = []
        for sku, by in changes:
            item = self._items[sku]
            item.available += by
            item.version += 1
            levels.append(_level(item))
        return tuple(levels)


def _split(product: Product, demand: float, seed: int) -> list[tuple[str, float]]:
    weights = {sku: 0.25 + share_of(seed, "variant", sku) for sku in product.skus}
    total = sum(weights.values())
    return [(sku, demand * weight / total) for sku, weight in weights.items()]


def _spread(bounds: tuple[float, float], place: float) -> float:
    low, high = bounds
    return low + (high - low) * place


def _level(item: Item) -> StockLevel:
    return StockLevel(item.sku, item.available, item.version)
