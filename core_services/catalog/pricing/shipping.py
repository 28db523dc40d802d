"""Which shipping methods an address and a basket have, and what each costs."""

from collections.abc import Iterable

import msgspec

from core_services.catalog.pricing.model import (
    Location,
    ShippingMethod,
    ShippingRate,
    ShippingZone,
    ShipTo,
)

ANYWHERE = "*"


class ShippingOption(msgspec.Struct, frozen=True, kw_only=True):
    code: str
    name: str
    amount: int
    min_days: int
    max_days: int


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be sent. ``subtotal`` is what all goods cost after their discounts."""

    currency: str
    weight_grams: int
    subtotal: int


def shipping_options(
    methods: Iterable[ShippingMethod], ship_to: ShipTo, parcel: Parcel
) -> tuple[ShippingOption, ...]:
    """The methods on offer, in the merchant's order, then the cheapest first."""
    priced = ((method, _price(method, ship_to, parcel)) for method in methods if method.active)
    offered = [(method, amount) for method, amount in priced if amount is not None]
    offered.sort(key=lambda pair: (pair[0].position, pair[1], pair[0].code))
    return tuple(
        ShippingOption(
            code=method.code,
            name=method.name,
            amount=amount,
            min_days=method.min_days,
            max_days=method.max_days,
        )
        for method, amount in offered
    )


def ship_to_countries(methods: Iterable[ShippingMethod]) -> tuple[frozenset[str], bool]:
    """The countries that some active method names, and whether one goes anywhere."""
    named = {
        location.country
        for method in methods
        if method.active
        for zone in method.zones
        for location in zone.locations
    }
    return frozenset(named - {ANYWHERE}), ANYWHERE in named


def _price(method: ShippingMethod, ship_to: ShipTo, parcel: Parcel) -> int | None:
    zone = _most_specific_zone(method.zones, ship_to)
    if zone is None:
        return None
    amounts = [
        0 if rate.free_over is not None and parcel.subtotal >= rate.free_over else rate.amount
        for rate in zone.rates
        if _within_tiers(rate, parcel)
    ]
    return min(amounts, default=None)


def _most_specific_zone(zones: Iterable[ShippingZone], ship_to: ShipTo) -> ShippingZone | None:
    scored = [
        (max((_specificity(location, ship_to) for location in zone.locations), default=0), zone)
        for zone in zones
    ]
    best = max((score for score, _ in scored), default=0)
    return next((zone for score, zone in scored if score == best and score > 0), None)


def _specificity(location: Location, ship_to: ShipTo) -> int:
    """3 for the region, 2 for the country, 1 for anywhere, 0 for no match."""
    if location.country == ANYWHERE:
        return 1
    if location.country != ship_to.country:
        return 0
    if location.region is None:
        return 2
    return 3 if location.region == ship_to.region_code else 0


def _within_tiers(rate: ShippingRate, parcel: Parcel) -> bool:
    return (
        rate.currency == parcel.currency
        and rate.min_weight_grams <= parcel.weight_grams
        and (rate.below_weight_grams is None or parcel.weight_grams < rate.below_weight_grams)
        and rate.min_subtotal <= parcel.subtotal
        and (rate.below_subtotal is None or parcel.subtotal < rate.below_subtotal)
    )
