"""How popular a product is: units sold, each of which counts half as much ten days later.

What is stored is the logarithm of that sum as seen from one fixed day, so that nothing is counted
down: time moves all products alike, and the order in which they stand only changes by sales.
"""

from datetime import UTC, datetime, timedelta
from math import log2

_HALF_LIFE = timedelta(days=10)
_LATELY = timedelta(days=30)
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_SCALE = 1_000_000  # one unit more still shows on ten thousand; good for 50 years in four bytes


def sold(popularity: int, units: int, at: datetime) -> int:
    """The popularity after a sale, whenever it was; 0 is that of what was never sold."""
    gained = _seen_from_epoch(units, at)
    if popularity == 0:
        return gained
    larger, smaller = max(popularity, gained), min(popularity, gained)
    return larger + round(_SCALE * log2(1 + 2 ** ((smaller - larger) / _SCALE)))


def least_sold_lately(now: datetime) -> int:
    """What one unit sold thirty days ago has come down to: below it, nothing was sold lately."""
    return _seen_from_epoch(1, now - _LATELY)


def _seen_from_epoch(units: int, at: datetime) -> int:
    return max(1, round(_SCALE * (log2(units) + (at - _EPOCH) / _HALF_LIFE)))
