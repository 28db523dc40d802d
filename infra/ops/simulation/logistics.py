"""Parcels and what comes back: how long they take, who carries them, and why they are sent back."""

from datetime import datetime, timedelta
from random import Random
from typing import Final

from core_services.catalog.pricing.model import ShippingMethod
from infra.ops.simulation.chance import Weighted, between

# How often something from a room comes back, and why.
_RETURNED: Final = {"clothing": 0.17, "accessories": 0.08, "furniture": 0.06, "lighting": 0.05}
_RETURNED_OTHERWISE: Final = 0.035
_REASONS: Final = {
    "clothing": Weighted(
        {
            "does-not-fit": 58.0,
            "changed-mind": 20.0,
            "not-as-described": 11.0,
            "damaged": 4.0,
            "wrong-item": 4.0,
            "other": 3.0,
        }
    ),
}
_OTHER_REASONS: Final = Weighted(
    {
        "damaged": 30.0,
        "changed-mind": 27.0,
        "not-as-described": 19.0,
        "late": 9.0,
        "wrong-item": 8.0,
        "other": 7.0,
    }
)
_CUSTOMS_DAYS: Final = {"CH": 0.8, "US": 1.5, "JP": 2.0, "GB": 0.8}
_CARRIERS: Final = {"DE": "DHL", "AT": "Post AG", "GB": "Royal Mail", "US": "UPS", "JP": "Yamato"}
_SUNDAY: Final = 6
_SHORTEST, _LONGEST = timedelta(hours=3), timedelta(hours=34)

_LATE, _DAYS_LATE = 0.12, 2.5
_SOONEST: Final = timedelta(hours=2)


def carrier(country: str) -> str:
    return _CARRIERS.get(country, "DPD")


def returned(room: str) -> float:
    """How likely a part of a parcel is sent back."""
    return _RETURNED.get(room, _RETURNED_OTHERWISE)


def reasons(room: str) -> Weighted[str]:
    return _REASONS.get(room, _OTHER_REASONS)


def when_packed(at: datetime, rng: Random) -> datetime:
    """Within a day or so; nobody packs on Sundays."""
    return _not_on_sunday(at + between(rng, _SHORTEST, _LONGEST))


def when_delivered(at: datetime, method: ShippingMethod, country: str, rng: Random) -> datetime:
    """As the method promises, with customs on the way, and now and then days late."""
    days = method.min_days + (method.max_days - method.min_days) * rng.random()
    late = rng.expovariate(1 / _DAYS_LATE) if rng.random() < _LATE else 0.0
    customs = _CUSTOMS_DAYS.get(country, 0.0) * (0.5 + rng.random())
    arrived = at + timedelta(days=days + customs + late, hours=rng.random() * 5 - 2)
    return _not_on_sunday(max(arrived, at + _SOONEST))


def _not_on_sunday(at: datetime) -> datetime:
    return at + timedelta(days=1) if at.weekday() == _SUNDAY else at
