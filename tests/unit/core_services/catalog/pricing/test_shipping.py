"""Which methods an address and a parcel have."""

from core_services.catalog.pricing.model import (
    Location,
    ShippingMethod,
    ShippingRate,
    ShippingZone,
    ShipTo,
)
from core_services.catalog.pricing.shipping import Parcel, ship_to_countries, shipping_options


def zone(amount: int, *locations: Location, **tiers: int) -> ShippingZone:
    rate = ShippingRate(currency="EUR", amount=amount, **tiers)
    return ShippingZone(name=str(amount), locations=locations, rates=(rate,))


def method(*zones: ShippingZone, code: str = "parcel", position: int = 0) -> ShippingMethod:
    return ShippingMethod(code=code, name=code, zones=zones, position=position)


def prices(
    methods: list[ShippingMethod],
    ship_to: ShipTo,
    weight: int = 0,
    subtotal: int = 0,
    currency: str = "EUR",
) -> list[tuple[str, int]]:
    parcel = Parcel(currency=currency, weight_grams=weight, subtotal=subtotal)
    return [(option.code, option.amount) for option in shipping_options(methods, ship_to, parcel)]


GERMANY, ISLANDS, ANYWHERE = (
    Location(country="DE"),
    Location(country="DE", region="SH"),
    Location(country="*"),
)


def test_the_most_specific_zone_prices_the_method() -> None:
    methods = [method(zone(900, ANYWHERE), zone(500, GERMANY), zone(700, ISLANDS))]

    assert prices(methods, ShipTo("DE", "SH")) == [("parcel", 700)]
    assert prices(methods, ShipTo("DE", "BE")) == [("parcel", 500)]
    assert prices(methods, ShipTo("JP")) == [("parcel", 900)]


def test_a_method_without_a_zone_for_the_address_is_not_offered() -> None:
    assert prices([method(zone(500, GERMANY))], ShipTo("FR")) == []


def test_tiers_include_their_lower_bound_and_exclude_their_upper() -> None:
    light = ShippingRate(currency="EUR", amount=490, below_weight_grams=1000)
    heavy = ShippingRate(currency="EUR", amount=990, min_weight_grams=1000, below_weight_grams=5000)
    methods = [method(ShippingZone(name="DE", locations=(GERMANY,), rates=(light, heavy)))]

    offered = [prices(methods, ShipTo("DE"), weight) for weight in (999, 1000, 4999, 5000)]

    assert offered == [[("parcel", 490)], [("parcel", 990)], [("parcel", 990)], []]


def test_a_threshold_makes_a_method_free() -> None:
    methods = [method(zone(490, GERMANY, free_over=5000))]

    assert prices(methods, ShipTo("DE"), subtotal=4999) == [("parcel", 490)]
    assert prices(methods, ShipTo("DE"), subtotal=5000) == [("parcel", 0)]


def test_a_currency_without_a_rate_has_no_method() -> None:
    assert prices([method(zone(490, GERMANY))], ShipTo("DE"), currency="USD") == []


def test_methods_are_in_the_merchants_order() -> None:
    methods = [
        method(zone(990, ANYWHERE), code="express", position=1),
        method(zone(490, ANYWHERE), code="parcel", position=1),
        method(zone(1990, ANYWHERE), code="courier", position=0),
    ]

    assert [code for code, _ in prices(methods, ShipTo("DE"))] == ["courier", "parcel", "express"]


def test_the_countries_on_offer_are_those_that_active_methods_name() -> None:
    assert ship_to_countries([method(zone(1, GERMANY))]) == (frozenset({"DE"}), False)
    assert ship_to_countries([method(zone(1, GERMANY), zone(2, ANYWHERE))]) == (
        frozenset({"DE"}),
        True,
    )
