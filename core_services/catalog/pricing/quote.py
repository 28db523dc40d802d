"""The quote: the only place where totals are computed.

Every discount and tax is allocated to lines and shipping, and the totals are their sums: an order
freezes the quote and a refund reads from it, nothing is ever split again.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache

import msgspec

from contracts.errors import InvalidError
from core_services.catalog.pricing.model import (
    MAX_AMOUNT,
    Basket,
    PricingTables,
    Sku,
    TaxRate,
)
from core_services.catalog.pricing.promotions import (
    Candidate,
    Deduction,
    Line,
    Selection,
    Ship,
    candidates,
    select,
)
from core_services.catalog.pricing.shipping import Parcel, ShippingOption, shipping_options
from core_services.catalog.pricing.tax import TaxLine, effective_rates, sum_by_rate, tax_on


class AmountOverflowError(InvalidError):
    code = "amount-overflow"
    title = "The total is larger than can be handled"


class LineDiscount(msgspec.Struct, frozen=True, kw_only=True):
    promotion_id: str
    code: str | None
    label: str
    amount: int


class QuoteLine(msgspec.Struct, frozen=True, kw_only=True):
    """``total`` holds the tax in both modes: it is what the shopper pays for this line."""

    sku: str
    product_id: str
    variant_id: str
    title: str
    variant_title: str
    image_url: str | None
    quantity: int
    unit_price: int
    compare_at: int | None
    subtotal: int
    discount: int
    discounts: tuple[LineDiscount, ...]
    tax: int
    tax_lines: tuple[TaxLine, ...]
    total: int
    weight_grams: int
    requires_shipping: bool
    tax_class: str


class UnavailableLine(msgspec.Struct, frozen=True):
    """``reason``: ``unknown`` SKU, ``not-published``, or ``no-price`` in this currency."""

    sku: str
    reason: str


class QuoteShipping(msgspec.Struct, frozen=True, kw_only=True):
    code: str
    name: str
    amount: int
    discount: int
    discounts: tuple[LineDiscount, ...]
    tax: int
    tax_lines: tuple[TaxLine, ...]
    total: int


class Coupon(msgspec.Struct, frozen=True):
    """``reason`` when not applied: ``unknown``, ``expired``, ``not-started``, ``currency``,
    ``minimum-not-reached``, ``not-applicable`` or ``not-combinable``.
    """

    code: str
    applied: bool
    reason: str | None


class Redemption(msgspec.Struct, frozen=True, kw_only=True):
    """A use of a promotion that the order must count, and the limits it must hold."""

    promotion_id: str
    code: str | None
    usage_limit: int | None
    usage_limit_per_customer: int | None


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    currency: str
    prices_include_tax: bool
    lines: tuple[QuoteLine, ...]
    unavailable: tuple[UnavailableLine, ...]
    subtotal: int
    discount_total: int
    shipping: QuoteShipping | None
    shipping_options: tuple[ShippingOption, ...]
    tax_total: int
    tax_lines: tuple[TaxLine, ...]
    total: int
    coupons: tuple[Coupon, ...]
    redemptions: tuple[Redemption, ...]
    quoted_at: datetime


def quote(
    basket: Basket, skus: Mapping[str, Sku], tables: PricingTables, moment: datetime
) -> Quote:
    """What the basket costs at this moment.

    Raises:
        AmountOverflowError: when a total would not survive a JSON reader.
    """
    taken, unavailable = _take_lines(basket, skus)
    _guard_size(taken)
    options, verdicts = candidates(basket, taken, tables, moment)
    chosen = select(options, taken, basket.currency, _shipping_for(basket, taken, tables))
    tax = _tax_for(basket, tables, moment)
    inclusive = basket.currency in tables.inclusive_currencies
    lines = tuple(
        _price_line(line, _discounts_of(index, chosen), tax, inclusive=inclusive)
        for index, line in enumerate(taken)
    )
    shipping = _price_shipping(chosen, tables, tax, inclusive=inclusive)
    parts: list[QuoteLine | QuoteShipping] = [*lines, *([shipping] if shipping else [])]
    return Quote(
        currency=basket.currency,
        prices_include_tax=inclusive,
        lines=lines,
        unavailable=unavailable,
        subtotal=sum(line.subtotal for line in lines),
        discount_total=sum(line.discount for line in lines),
        shipping=shipping,
        shipping_options=chosen.options,
        tax_total=sum(part.tax for part in parts),
        tax_lines=sum_by_rate(tax_line for part in parts for tax_line in part.tax_lines),
        total=sum(part.total for part in parts),
        coupons=_coupons(verdicts, options, chosen),
        redemptions=_redemptions(chosen),
        quoted_at=moment,
    )


Tax = Callable[[int, str], tuple[TaxLine, ...]]
"""From an amount and a tax class to the tax in it or on it."""


def _take_lines(
    basket: Basket, skus: Mapping[str, Sku]
) -> tuple[tuple[Line, ...], tuple[UnavailableLine, ...]]:
    quantities: dict[str, int] = {}
    for line in basket.lines:
        quantities[line.sku] = quantities.get(line.sku, 0) + line.quantity
    taken: list[Line] = []
    unavailable: list[UnavailableLine] = []
    for name, quantity in quantities.items():
        sku = skus.get(name)
        if sku is None:
            unavailable.append(UnavailableLine(name, "unknown"))
        elif not sku.sellable:
            unavailable.append(UnavailableLine(name, "not-published"))
        elif sku.unit_price is None:
            unavailable.append(UnavailableLine(name, "no-price"))
        else:
            taken.append(Line(sku, sku.unit_price, quantity))
    return tuple(taken), tuple(unavailable)


def _guard_size(lines: Sequence[Line]) -> None:
    """Refuse what could pass the limit once tax (at most as much again) and shipping are added."""
    if sum(line.subtotal for line in lines) > MAX_AMOUNT // 4:
        raise AmountOverflowError("This basket costs more than can be charged at once.")


def _shipping_for(basket: Basket, lines: Sequence[Line], tables: PricingTables) -> Ship:
    to_send = [line for line in lines if line.sku.requires_shipping]
    weight = sum(line.sku.weight_grams * line.quantity for line in to_send)

    def ship(
        remaining: Sequence[int],
    ) -> tuple[tuple[ShippingOption, ...], ShippingOption | None]:
        if basket.ship_to is None or not to_send:
            return (), None
        parcel = Parcel(currency=basket.currency, weight_grams=weight, subtotal=sum(remaining))
        offered = shipping_options(tables.shipping_methods, basket.ship_to, parcel)
        return offered, next((o for o in offered if o.code == basket.shipping_method), None)

    return ship


def _tax_for(basket: Basket, tables: PricingTables, moment: datetime) -> Tax:
    inclusive = basket.currency in tables.inclusive_currencies

    @cache
    def rates_of(tax_class: str) -> tuple[TaxRate, ...]:
        return effective_rates(tables.tax_rates, basket.ship_to, tax_class, moment)

    def tax(amount: int, tax_class: str) -> tuple[TaxLine, ...]:
        return tax_on(amount, rates_of(tax_class), inclusive=inclusive)

    return tax


def _discounts(chosen: Selection, part: Callable[[Deduction], int]) -> tuple[LineDiscount, ...]:
    """What each promotion took off one line, or off shipping."""
    return tuple(
        LineDiscount(
            promotion_id=deduction.candidate.promotion_id,
            code=deduction.candidate.code,
            label=deduction.candidate.promotion.label,
            amount=amount,
        )
        for deduction in chosen.deductions
        if (amount := part(deduction))
    )


def _discounts_of(index: int, chosen: Selection) -> tuple[LineDiscount, ...]:
    return _discounts(chosen, lambda deduction: deduction.from_lines[index])


def _price_line(
    line: Line, discounts: tuple[LineDiscount, ...], tax: Tax, *, inclusive: bool
) -> QuoteLine:
    sku = line.sku
    discount = sum(part.amount for part in discounts)
    tax_lines = tax(line.subtotal - discount, sku.tax_class)
    tax_amount = sum(part.amount for part in tax_lines)
    return QuoteLine(
        sku=sku.sku,
        product_id=sku.product_id,
        variant_id=sku.variant_id,
        title=sku.title,
        variant_title=sku.variant_title,
        image_url=sku.image_url,
        quantity=line.quantity,
        unit_price=line.unit_price,
        compare_at=sku.compare_at,
        subtotal=line.subtotal,
        discount=discount,
        discounts=discounts,
        tax=tax_amount,
        tax_lines=tax_lines,
        total=line.subtotal - discount + (0 if inclusive else tax_amount),
        weight_grams=sku.weight_grams,
        requires_shipping=sku.requires_shipping,
        tax_class=sku.tax_class,
    )


def _price_shipping(
    chosen: Selection, tables: PricingTables, tax: Tax, *, inclusive: bool
) -> QuoteShipping | None:
    option = chosen.shipping
    if option is None:
        return None
    method = next(method for method in tables.shipping_methods if method.code == option.code)
    discounts = _discounts(chosen, lambda deduction: deduction.from_shipping)
    discount = sum(part.amount for part in discounts)
    tax_lines = tax(option.amount - discount, method.tax_class)
    tax_amount = sum(part.amount for part in tax_lines)
    return QuoteShipping(
        code=option.code,
        name=option.name,
        amount=option.amount,
        discount=discount,
        discounts=discounts,
        tax=tax_amount,
        tax_lines=tax_lines,
        total=option.amount - discount + (0 if inclusive else tax_amount),
    )


def _coupons(
    verdicts: Mapping[str, str | None], options: Iterable[Candidate], chosen: Selection
) -> tuple[Coupon, ...]:
    by_code = {option.code: option for option in options}
    return tuple(
        Coupon(code, applied=reason is None, reason=reason)
        for code, verdict in verdicts.items()
        for reason in [verdict or _why_not_chosen(by_code[code], chosen)]
    )


def _why_not_chosen(candidate: Candidate, chosen: Selection) -> str | None:
    if chosen.includes(candidate):
        return None
    return "not-applicable" if candidate in chosen.tried else "not-combinable"


def _redemptions(chosen: Selection) -> tuple[Redemption, ...]:
    return tuple(
        Redemption(
            promotion_id=deduction.candidate.promotion_id,
            code=deduction.candidate.code,
            usage_limit=deduction.candidate.promotion.usage_limit,
            usage_limit_per_customer=deduction.candidate.promotion.usage_limit_per_customer,
        )
        for deduction in chosen.deductions
    )
