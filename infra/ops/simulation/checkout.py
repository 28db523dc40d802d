"""From a basket to an order: priced by the catalog's quote, made by the order service's rules."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Final, NamedTuple

from msgspec import convert
from msgspec.structs import asdict, replace

from core_services.catalog.pricing.model import (
    Basket,
    FreeShipping,
    Promotion,
    RequestedLine,
    ShipTo,
)
from core_services.catalog.pricing.quote import Quote, quote
from core_services.catalog.pricing.shipping import ShippingOption
from core_services.order import ports
from core_services.order.domain.order import Address, Cause, Order, OrderLine, ShippingCharge
from core_services.order.domain.placing import Purchase, adds_up, new_order
from infra.ops.simulation.chance import prefixed_id
from infra.ops.simulation.people import Shopper
from infra.ops.simulation.shop import Shop

RESERVED_FOR: Final = timedelta(minutes=15)
_NUMBER_ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_WELCOMED, _FREE_SHIPPING, _OTHER_CODE, _CAMPAIGN_CODE = 0.34, 0.10, 0.06, 0.30
_IN_A_HURRY, _COLLECTS = 0.13, 0.06


class Units(NamedTuple):
    sku: str
    quantity: int


class Till:
    """Prices baskets; it counts how often promotions with a limit were used."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._used: Counter[str] = Counter()

    def price(
        self,
        shopper: Shopper,
        units: Sequence[Units],
        codes: Sequence[str],
        at: datetime,
        rng: Random,
    ) -> Quote | None:
        """The quote with the first code that works, if one does, and the way of shipping that the
        shopper takes; None where none serves.
        """
        for code in (*codes, ""):
            basket = _basket(shopper, units, code)
            options = self._quote(basket, at).shipping_options
            if not options:
                return None
            method = _choose(options, rng)
            priced = self._quote(replace(basket, shipping_method=method.code), at)
            if self._is_usable(priced, shopper):
                return priced if priced.total else None
        return None

    def redeem(self, shopper: Shopper, priced: Quote) -> None:
        """Count one use of each promotion that took part."""
        for redemption in priced.redemptions:
            self._used[redemption.promotion_id] += 1
            shopper.redeemed.add(redemption.promotion_id)

    def codes(self, shopper: Shopper, rng: Random, *, campaign: bool) -> Sequence[str]:
        """The coupons that somebody tries, one after the other."""
        promotions = self._shop.tables.promotions.values()
        chance = rng.random()
        if shopper.orders == 0 and chance < _WELCOMED:
            return _codes(each for each in promotions if each.usage_limit_per_customer == 1)
        if chance < _FREE_SHIPPING:
            return _codes(e for e in promotions if isinstance(e.effect, FreeShipping))
        if chance < _FREE_SHIPPING + (_CAMPAIGN_CODE if campaign else _OTHER_CODE):
            every = _codes(promotions)
            return rng.sample(every, len(every))
        return ()

    def _quote(self, basket: Basket, at: datetime) -> Quote:
        return quote(basket, self._shop.skus[basket.currency], self._shop.tables, at)

    def _is_usable(self, priced: Quote, shopper: Shopper) -> bool:
        if priced.unavailable or any(not coupon.applied for coupon in priced.coupons):
            return False
        return not any(
            (each.usage_limit is not None and self._used[each.promotion_id] >= each.usage_limit)
            or (each.usage_limit_per_customer and each.promotion_id in shopper.redeemed)
            for each in priced.redemptions
        )


def place(shopper: Shopper, priced: Quote, cart_id: str, at: datetime, rng: Random) -> Order:
    """The order, waiting for its payment."""
    buyer_id, kind = _buyer(shopper, at, rng)
    purchase = _purchase(shopper, _as_the_order_service_reads_it(priced), at, rng)
    purchase = replace(purchase, customer_id=buyer_id, customer_kind=kind, cart_id=cart_id)
    if not adds_up(purchase):
        raise ArithmeticError(f"A quote does not add up: {priced}")
    return new_order(
        purchase,
        order_id=prefixed_id("ord", at, rng),
        number=_number(rng),
        lifetime=RESERVED_FOR,
        cause=Cause(f"{kind}:{buyer_id}", at),
    )


def _as_the_order_service_reads_it(priced: Quote) -> ports.Quote:
    return convert(priced, ports.Quote, from_attributes=True)


def _purchase(shopper: Shopper, priced: ports.Quote, at: datetime, rng: Random) -> Purchase:
    shipping = priced.shipping
    return Purchase(
        customer_id="",
        customer_kind="",
        email="",
        cart_id="",
        cart_version=len(priced.lines) + 1,
        currency=priced.currency,
        prices_include_tax=priced.prices_include_tax,
        lines=tuple(
            OrderLine(id=prefixed_id("lin", at, rng), **asdict(line)) for line in priced.lines
        ),
        subtotal=priced.subtotal,
        discount_total=priced.discount_total,
        tax_total=priced.tax_total,
        tax_lines=priced.tax_lines,
        total=priced.total,
        shipping=ShippingCharge(**asdict(shipping)) if shipping else None,
        shipping_address=_address(shopper),
        billing_address=_address(shopper),
        coupon_codes=tuple(coupon.code for coupon in priced.coupons),
        locale=shopper.visitor.land.locale,
    )


def _basket(shopper: Shopper, units: Sequence[Units], code: str) -> Basket:
    return Basket(
        currency=shopper.visitor.currency,
        lines=tuple(RequestedLine(each.sku, each.quantity) for each in units),
        coupon_codes=(code,) if code else (),
        ship_to=ShipTo(country=shopper.visitor.land.country, region=shopper.visitor.region),
        is_customer=not shopper.is_guest,
    )


def _choose(options: Sequence[ShippingOption], rng: Random) -> ShippingOption:
    """The cheapest that brings it, unless it is urgent, or the shop is near."""
    brought = [option for option in options if option.min_days > 0] or list(options)
    fastest = min(brought, key=lambda option: (option.max_days, option.amount))
    cheapest = min(brought, key=lambda option: (option.amount, option.max_days))
    collected = [option for option in options if option.min_days == 0]
    chance = rng.random()
    if collected and chance < _COLLECTS:
        return collected[0]
    return fastest if chance > 1 - _IN_A_HURRY else cheapest


def _codes(promotions: Iterable[Promotion]) -> list[str]:
    return sorted(code for each in promotions if each.active for code in each.codes)


def _buyer(shopper: Shopper, at: datetime, rng: Random) -> tuple[str, str]:
    if shopper.is_guest:
        return prefixed_id("gst", at, rng), "guest"
    return shopper.account, "customer"


def _address(shopper: Shopper) -> Address:
    """Nobody lives anywhere: only the country and region of an address reach an event."""
    land = shopper.visitor.land
    return Address(
        name="",
        line1="",
        city="",
        region=shopper.visitor.region or "",
        postal_code="",
        country=land.country,
    )


def _number(rng: Random) -> str:
    first, second = ("".join(rng.choices(_NUMBER_ALPHABET, k=4)) for _ in range(2))
    return f"{first}-{second}"
