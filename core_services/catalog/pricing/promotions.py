"""Which promotions a basket earns, what each takes off which line, and why a coupon does not apply.

Stacking, stated once. Candidates are the automatic promotions and those whose code was entered.
The non-exclusive ones apply together: line discounts before shipping discounts, lower priority
first, then by id, each computed on what the ones before it left, so no line falls below zero. An
exclusive one applies alone. Of these alternatives the shopper gets the one that costs the least,
and of equals the first: all non-exclusive together, then the exclusive ones in stacking order.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

import msgspec

from contracts.money import allocate, divide_half_up
from core_services.catalog.pricing.model import (
    MILLION,
    AmountOff,
    Basket,
    BuyXGetY,
    FreeShipping,
    Goods,
    Percentage,
    PricingTables,
    Promotion,
    Sku,
)
from core_services.catalog.pricing.shipping import ShippingOption


class Line(msgspec.Struct, frozen=True):
    """A line that can be bought, before discounts."""

    sku: Sku
    unit_price: int
    quantity: int

    @property
    def subtotal(self) -> int:
        return self.unit_price * self.quantity


class Candidate(msgspec.Struct, frozen=True):
    """A promotion that may apply; ``code`` is the coupon as it is normalised, if one is needed."""

    promotion_id: str
    promotion: Promotion
    code: str | None

    @property
    def of_shipping(self) -> bool:
        return isinstance(self.promotion.effect, FreeShipping)

    @property
    def rank(self) -> tuple[bool, int, str]:
        return self.of_shipping, self.promotion.priority, self.promotion_id


class Deduction(msgspec.Struct, frozen=True):
    """What one promotion took off: from each line, and from the shipping."""

    candidate: Candidate
    from_lines: tuple[int, ...]
    from_shipping: int = 0

    @property
    def amount(self) -> int:
        return sum(self.from_lines) + self.from_shipping


class Selection(msgspec.Struct, frozen=True):
    """An alternative that was worked out: its deductions, and the shipping that results."""

    tried: tuple[Candidate, ...]
    deductions: tuple[Deduction, ...]
    remaining: tuple[int, ...]
    shipping: ShippingOption | None
    options: tuple[ShippingOption, ...]
    pending: tuple[Candidate, ...] = ()
    """Shipping promotions that wait for a shipping method to be chosen."""

    @property
    def payable(self) -> int:
        shipping = self.shipping.amount if self.shipping else 0
        saved = sum(deduction.from_shipping for deduction in self.deductions)
        return sum(self.remaining) + shipping - saved

    def includes(self, candidate: Candidate) -> bool:
        return candidate in self.pending or any(
            deduction.candidate == candidate for deduction in self.deductions
        )


Ship = Callable[[Sequence[int]], tuple[tuple[ShippingOption, ...], ShippingOption | None]]
"""From what the lines cost after discounts to the methods on offer and the chosen one."""


def normalise_code(code: str) -> str:
    """One spelling for all ways to type a coupon: NFKC, no white space, upper case."""
    return "".join(unicodedata.normalize("NFKC", code).casefold().upper().split())


def index_codes(promotions: Mapping[str, Promotion]) -> dict[str, str]:
    """Promotion ids by normalised code; an active promotion keeps a code that two of them claim."""
    ranked = sorted(promotions.items(), key=lambda item: (item[1].active, item[0]))
    return {
        normalise_code(code): promotion_id
        for promotion_id, promotion in ranked
        for code in promotion.codes
    }


def candidates(
    basket: Basket, lines: Sequence[Line], tables: PricingTables, moment: datetime
) -> tuple[list[Candidate], dict[str, str | None]]:
    """The promotions to try, and for each entered code why it is not among them, or ``None``."""
    found: dict[str, Candidate] = {}
    verdicts: dict[str, str | None] = {}
    for code in dict.fromkeys(map(normalise_code, basket.coupon_codes)):
        promotion_id = tables.promotion_ids_by_code.get(code, "")
        promotion = tables.promotions.get(promotion_id)
        reason = refusal(promotion, basket, lines, moment)
        if promotion is not None and reason is None:
            if promotion_id in found:
                reason = "not-combinable"
            else:
                found[promotion_id] = Candidate(promotion_id, promotion, code)
        verdicts[code] = reason
    for promotion_id, promotion in tables.promotions.items():
        if not promotion.codes and refusal(promotion, basket, lines, moment) is None:
            found[promotion_id] = Candidate(promotion_id, promotion, None)
    return sorted(found.values(), key=lambda candidate: candidate.rank), verdicts


def refusal(
    promotion: Promotion | None, basket: Basket, lines: Sequence[Line], moment: datetime
) -> str | None:
    """Why the promotion cannot apply to the basket, as a coupon's reason; ``None`` if it can."""
    if promotion is None or not promotion.active:
        return "unknown"
    if promotion.window.over(moment):
        return "expired"
    if promotion.window.not_yet(moment):
        return "not-started"
    if not _in_currency(promotion, basket.currency):
        return "currency"
    eligible = eligible_lines(promotion.goods, lines)
    if not eligible or (promotion.audience == "customers" and not basket.is_customer):
        return "not-applicable"
    minimum = promotion.min_subtotal.get(basket.currency, 0)
    if sum(lines[index].subtotal for index in eligible) < minimum:
        return "minimum-not-reached"
    return None


def select(
    options: Sequence[Candidate], lines: Sequence[Line], currency: str, ship: Ship
) -> Selection:
    """The alternative that costs the shopper least, worked out."""
    together = [option for option in options if not option.promotion.exclusive]
    alone = [[option] for option in options if option.promotion.exclusive]
    worked_out = (apply(group, lines, currency, ship) for group in (together, *alone))
    return min(worked_out, key=lambda selection: selection.payable)


def apply(
    group: Sequence[Candidate], lines: Sequence[Line], currency: str, ship: Ship
) -> Selection:
    """Apply promotions one after the other, each to what the earlier ones left."""
    remaining = [line.subtotal for line in lines]
    deductions: list[Deduction] = []
    for_shipping: list[Candidate] = []
    for candidate in group:
        if candidate.of_shipping:
            for_shipping.append(candidate)
            continue
        parts = _take_off(candidate.promotion, lines, remaining, currency)
        if any(parts):
            deductions.append(Deduction(candidate, tuple(parts)))
            remaining = [left - part for left, part in zip(remaining, parts, strict=True)]
    offered, chosen = ship(remaining)
    freed = _free_shipping(for_shipping, chosen, len(lines))
    return Selection(
        tried=tuple(group),
        deductions=(*deductions, *freed),
        remaining=tuple(remaining),
        shipping=chosen,
        options=offered,
        pending=tuple(for_shipping) if chosen is None else (),
    )


def eligible_lines(goods: Goods, lines: Sequence[Line]) -> list[int]:
    """The positions of the lines that are meant."""
    return [index for index, line in enumerate(lines) if _is_meant(goods, line.sku)]


def _is_meant(goods: Goods, sku: Sku) -> bool:
    if goods.exclude_reduced and sku.compare_at is not None:
        return False
    if not (goods.category_ids or goods.product_ids or goods.skus):
        return True
    return (
        sku.sku in goods.skus
        or sku.product_id in goods.product_ids
        or not sku.category_ids.isdisjoint(goods.category_ids)
    )


def _in_currency(promotion: Promotion, currency: str) -> bool:
    if promotion.currencies and currency not in promotion.currencies:
        return False
    if promotion.min_subtotal and currency not in promotion.min_subtotal:
        return False
    effect = promotion.effect
    return not isinstance(effect, AmountOff) or currency in effect.amounts


def _take_off(
    promotion: Promotion, lines: Sequence[Line], remaining: Sequence[int], currency: str
) -> list[int]:
    effect = promotion.effect
    eligible = eligible_lines(promotion.goods, lines)
    if isinstance(effect, BuyXGetY):
        return _buy_x_get_y(effect, eligible, lines, remaining)
    weights = [left if index in eligible else 0 for index, left in enumerate(remaining)]
    base = sum(weights)
    if base == 0:
        return [0] * len(weights)
    if isinstance(effect, Percentage):
        return allocate(divide_half_up(base * millionths(effect.share), MILLION), weights)
    if isinstance(effect, AmountOff):
        return allocate(min(effect.amounts[currency], base), weights)
    return [0] * len(weights)


def _buy_x_get_y(
    effect: BuyXGetY, buys: list[int], lines: Sequence[Line], remaining: Sequence[int]
) -> list[int]:
    gets = buys if effect.gets is None else eligible_lines(effect.gets, lines)
    cheapest_first = sorted(gets, key=lambda index: (lines[index].unit_price, index))
    groups = _complete_groups(effect, buys, cheapest_first, lines)
    got = _cheapest_units(groups * effect.get, cheapest_first, lines)
    share = millionths(effect.share)
    return [
        divide_half_up(left * got.get(index, 0) * share, lines[index].quantity * MILLION)
        for index, left in enumerate(remaining)
    ]


def _complete_groups(
    effect: BuyXGetY, buys: list[int], cheapest_first: list[int], lines: Sequence[Line]
) -> int:
    """The most groups for which enough units are left to be bought once the got ones are gone.

    More groups only ever need more and leave less, so the largest number is found by bisection.
    """
    buyable = sum(lines[index].quantity for index in buys)
    gettable = sum(lines[index].quantity for index in cheapest_first)
    most = min(buyable // effect.buy, gettable // effect.get)
    low, high = 0, most if effect.times is None else min(most, effect.times)
    while low < high:
        groups = (low + high + 1) // 2
        got = _cheapest_units(groups * effect.get, cheapest_first, lines)
        bought = buyable - sum(got.get(index, 0) for index in buys)
        low, high = (groups, high) if bought >= groups * effect.buy else (low, groups - 1)
    return low


def _cheapest_units(
    wanted: int, cheapest_first: list[int], lines: Sequence[Line]
) -> dict[int, int]:
    """How many units of each line make up the ``wanted`` cheapest ones."""
    units: dict[int, int] = {}
    for index in cheapest_first:
        units[index] = min(wanted, lines[index].quantity)
        wanted -= units[index]
    return units


def _free_shipping(
    group: Sequence[Candidate], chosen: ShippingOption | None, line_count: int
) -> list[Deduction]:
    """The first promotion that frees the chosen method; a second has nothing left to take off."""
    if chosen is None or chosen.amount == 0:
        return []
    for candidate in group:
        effect = candidate.promotion.effect
        if isinstance(effect, FreeShipping) and chosen.code in (effect.methods or (chosen.code,)):
            return [Deduction(candidate, (0,) * line_count, chosen.amount)]
    return []


def millionths(share: str) -> int:
    return int(Decimal(share) * MILLION)
