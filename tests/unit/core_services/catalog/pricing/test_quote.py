"""The quote: every total is the exact sum of what was allocated, in any currency and tax mode."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.money import exponent
from core_services.catalog.pricing.model import (
    AmountOff,
    Basket,
    BuyXGetY,
    FreeShipping,
    Goods,
    Location,
    Percentage,
    PricingTables,
    Promotion,
    RequestedLine,
    ShippingMethod,
    ShippingRate,
    ShippingZone,
    ShipTo,
    Sku,
    TaxRate,
)
from core_services.catalog.pricing.promotions import index_codes
from core_services.catalog.pricing.quote import AmountOverflowError, Quote, quote
from core_services.catalog.pricing.tax import by_country

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
GERMANY = ShipTo("DE")


def a_sku(name: str, price: int | None, **fields: Any) -> Sku:
    return Sku(
        sku=name,
        product_id=f"prd_{name}",
        variant_id=f"var_{name}",
        title=name,
        **{"unit_price": price, **fields},
    )


def a_method(
    code: str = "parcel", amount: int = 490, currency: str = "EUR", **fields: Any
) -> ShippingMethod:
    rate = ShippingRate(currency=currency, amount=amount, free_over=fields.pop("free_over", None))
    zone = ShippingZone(name="All", locations=(Location(country="*"),), rates=(rate,))
    return ShippingMethod(code=code, name=code.title(), zones=(zone,), **fields)


def tables(
    *,
    rates: Iterable[TaxRate] = (),
    methods: Iterable[ShippingMethod] = (),
    promotions: dict[str, Promotion] | None = None,
    inclusive: Iterable[str] = ("EUR",),
) -> PricingTables:
    promotions = promotions or {}
    return PricingTables(
        tax_rates=by_country(rates),
        shipping_methods=tuple(methods),
        promotions=promotions,
        promotion_ids_by_code=index_codes(promotions),
        inclusive_currencies=frozenset(inclusive),
    )


def quote_of(
    skus: Iterable[tuple[Sku, int]], pricing: PricingTables, *, currency: str = "EUR", **basket: Any
) -> Quote:
    pairs = list(skus)
    lines = tuple(RequestedLine(sku.sku, quantity) for sku, quantity in pairs)
    asked = Basket(currency=currency, lines=lines, **basket)
    return quote(asked, {sku.sku: sku for sku, _ in pairs}, pricing, NOON)


VAT = TaxRate(name="VAT 19%", country="DE", rate="0.19")


def test_an_inclusive_price_contains_its_tax() -> None:
    result = quote_of([(a_sku("A", 1190), 1)], tables(rates=[VAT]), ship_to=GERMANY)

    assert (result.subtotal, result.tax_total, result.total) == (1190, 190, 1190)
    assert result.lines[0].tax_lines[0].rate == "0.19"


def test_an_exclusive_price_gains_its_tax() -> None:
    result = quote_of([(a_sku("A", 1000), 1)], tables(rates=[VAT], inclusive=()), ship_to=GERMANY)

    assert (result.subtotal, result.tax_total, result.total) == (1000, 190, 1190)
    assert not result.prices_include_tax


def test_tax_is_rounded_once_per_line_and_not_per_unit() -> None:
    result = quote_of([(a_sku("A", 3), 10)], tables(rates=[VAT], inclusive=()), ship_to=GERMANY)

    assert result.tax_total == 6  # 30 * 0.19 = 5.7, where ten roundings of 0.57 would give 10


def test_lines_of_one_sku_are_one_line() -> None:
    sku = a_sku("A", 100)

    result = quote_of([(sku, 2), (sku, 3)], tables())

    assert [(line.sku, line.quantity, line.total) for line in result.lines] == [("A", 5, 500)]


def test_what_cannot_be_bought_is_reported_and_the_rest_is_priced() -> None:
    priced, hidden, elsewhere = a_sku("A", 100), a_sku("B", 100, sellable=False), a_sku("C", None)
    lines = tuple(RequestedLine(name, 1) for name in ("A", "B", "C", "D"))
    basket = Basket(currency="EUR", lines=lines)

    result = quote(basket, {"A": priced, "B": hidden, "C": elsewhere}, tables(), NOON)

    assert result.total == 100
    assert [(line.sku, line.reason) for line in result.unavailable] == [
        ("B", "not-published"),
        ("C", "no-price"),
        ("D", "unknown"),
    ]


def test_a_basket_that_costs_nothing_is_a_quote_like_any_other() -> None:
    free = Promotion(label="Gift", effect=Percentage(share="1"))

    result = quote_of(
        [(a_sku("A", 1000), 2)], tables(rates=[VAT], promotions={"prm_1": free}), ship_to=GERMANY
    )

    assert (result.subtotal, result.discount_total, result.tax_total, result.total) == (
        2000,
        2000,
        0,
        0,
    )


def test_an_empty_basket_costs_nothing() -> None:
    result = quote(Basket(currency="EUR", lines=()), {}, tables(methods=[a_method()]), NOON)

    assert (result.total, result.lines, result.shipping) == (0, (), None)


def test_a_total_that_json_readers_would_mangle_is_refused() -> None:
    with pytest.raises(AmountOverflowError):
        quote_of([(a_sku(f"S{n}", 10**12), 999) for n in range(10)], tables())


def test_shipping_is_taxed_by_its_own_class() -> None:
    rates = [VAT, TaxRate(name="Freight 7%", country="DE", rate="0.07", tax_class="freight")]
    pricing = tables(rates=rates, methods=[a_method(amount=1070, tax_class="freight")])

    result = quote_of([(a_sku("A", 1190), 1)], pricing, ship_to=GERMANY, shipping_method="parcel")

    assert result.shipping is not None
    assert (result.shipping.tax, result.tax_total, result.total) == (70, 260, 2260)
    assert [(line.name, line.amount) for line in result.tax_lines] == [
        ("VAT 19%", 190),
        ("Freight 7%", 70),
    ]


def test_shipping_is_offered_but_not_charged_until_a_method_is_chosen() -> None:
    result = quote_of([(a_sku("A", 100), 1)], tables(methods=[a_method()]), ship_to=GERMANY)

    assert result.shipping is None
    assert [(option.code, option.amount) for option in result.shipping_options] == [("parcel", 490)]
    assert result.total == 100


def test_a_method_that_is_not_offered_is_not_charged() -> None:
    result = quote_of(
        [(a_sku("A", 100), 1)],
        tables(methods=[a_method()]),
        ship_to=GERMANY,
        shipping_method="drone",
    )

    assert result.shipping is None


def test_goods_that_are_not_shipped_have_no_shipping() -> None:
    voucher = a_sku("A", 100, requires_shipping=False)

    result = quote_of(
        [(voucher, 1)], tables(methods=[a_method()]), ship_to=GERMANY, shipping_method="parcel"
    )

    assert (result.shipping, result.shipping_options, result.total) == (None, (), 100)


def test_free_over_looks_at_what_the_goods_cost_after_discounts() -> None:
    methods = [a_method(free_over=1000)]
    half = Promotion(label="Half", effect=Percentage(share="0.5"))

    def shipping(promotions: dict[str, Promotion]) -> int:
        pricing = tables(methods=methods, promotions=promotions)
        result = quote_of(
            [(a_sku("A", 1000), 1)], pricing, ship_to=GERMANY, shipping_method="parcel"
        )
        assert result.shipping is not None
        return result.shipping.total

    assert shipping({}) == 0
    assert shipping({"prm_1": half}) == 490


CURRENCIES = ("JPY", "EUR", "KWD")
amounts = st.integers(0, 10_000_000)
shares = st.integers(0, 1_000_000).map(
    lambda n: f"{n // 1_000_000}.{n % 1_000_000:06d}" if n < 1_000_000 else "1"
)
goods = st.one_of(
    st.just(Goods()),
    st.sets(st.sampled_from("ABCDEF"), min_size=1).map(lambda s: Goods(skus=tuple(sorted(s)))),
)


@st.composite
def promotions_in(draw: st.DrawFn, currency: str) -> Promotion:
    effect = draw(
        st.one_of(
            shares.map(lambda share: Percentage(share=share)),
            amounts.map(lambda amount: AmountOff(amounts={currency: amount})),
            st.just(FreeShipping()),
            st.builds(
                BuyXGetY,
                buy=st.integers(1, 4),
                get=st.integers(1, 4),
                share=shares,
                gets=st.one_of(st.none(), goods),
                times=st.one_of(st.none(), st.integers(1, 3)),
            ),
        )
    )
    return Promotion(
        label="Promotion",
        effect=effect,
        goods=draw(goods),
        exclusive=draw(st.booleans()),
        priority=draw(st.integers(0, 3)),
        codes=draw(st.sampled_from([(), ("CODE1",), ("CODE2",)])),
    )


@st.composite
def quotes(draw: st.DrawFn) -> tuple[Quote, PricingTables]:
    currency = draw(st.sampled_from(CURRENCIES))
    inclusive = draw(st.booleans())
    lines = draw(
        st.lists(
            st.tuples(st.sampled_from("ABCDEF"), amounts, st.integers(1, 40)),
            max_size=6,
            unique_by=lambda line: line[0],
        )
    )
    rates = [
        TaxRate(name=f"Tax {n}", country="DE", rate=share, region=region)
        for n, (share, region) in enumerate(
            draw(st.lists(st.tuples(shares, st.sampled_from([None, "BY"])), max_size=3))
        )
    ]
    listed = draw(st.lists(promotions_in(currency), max_size=5))
    pricing = tables(
        rates=rates,
        methods=[
            a_method(
                amount=draw(amounts),
                currency=currency,
                free_over=draw(st.one_of(st.none(), amounts)),
            )
        ],
        promotions={f"prm_{n}": promotion for n, promotion in enumerate(listed)},
        inclusive=[currency] if inclusive else [],
    )
    result = quote_of(
        [(a_sku(name, price, weight_grams=100), quantity) for name, price, quantity in lines],
        pricing,
        currency=currency,
        ship_to=draw(st.sampled_from([None, GERMANY, ShipTo("DE", "BY"), ShipTo("FR")])),
        shipping_method=draw(st.sampled_from([None, "parcel"])),
        coupon_codes=draw(st.sampled_from([(), ("code1",), ("code1", "code2", "nope")])),
    )
    return result, pricing


@settings(max_examples=200, deadline=None)
@given(quotes())
def test_every_total_is_the_exact_sum_of_its_parts(drawn: tuple[Quote, PricingTables]) -> None:
    result, _ = drawn
    assert exponent(result.currency) in (0, 2, 3)
    shipping_total = result.shipping.total if result.shipping else 0
    shipping_tax = result.shipping.tax if result.shipping else 0
    after_discounts = result.subtotal - result.discount_total
    shipping_net = result.shipping.amount - result.shipping.discount if result.shipping else 0

    assert result.subtotal == sum(line.unit_price * line.quantity for line in result.lines)
    assert result.discount_total == sum(line.discount for line in result.lines)
    assert result.tax_total == sum(line.tax for line in result.lines) + shipping_tax
    assert result.tax_total == sum(line.amount for line in result.tax_lines)
    assert result.total == sum(line.total for line in result.lines) + shipping_total
    added_tax = 0 if result.prices_include_tax else result.tax_total
    assert result.total == after_discounts + shipping_net + added_tax
    if result.shipping:
        assert result.shipping.discount == sum(d.amount for d in result.shipping.discounts)


@settings(max_examples=200, deadline=None)
@given(quotes())
def test_each_line_is_the_exact_sum_of_its_parts(drawn: tuple[Quote, PricingTables]) -> None:
    result, _ = drawn
    for line in result.lines:
        assert line.discount == sum(part.amount for part in line.discounts)
        assert line.tax == sum(part.amount for part in line.tax_lines)
        assert 0 <= line.discount <= line.subtotal
        assert all(part.amount > 0 for part in line.discounts)
        assert all(part.amount >= 0 for part in line.tax_lines)
        added_tax = 0 if result.prices_include_tax else line.tax
        assert line.total == line.subtotal - line.discount + added_tax
        if result.prices_include_tax:
            assert line.tax <= line.total
    if result.shipping:
        assert 0 <= result.shipping.discount <= result.shipping.amount


@settings(max_examples=150, deadline=None)
@given(quotes())
def test_promotions_apply_together_only_when_they_may(drawn: tuple[Quote, PricingTables]) -> None:
    result, pricing = drawn
    applied = [redemption.promotion_id for redemption in result.redemptions]
    assert len(applied) == len(set(applied))
    if any(pricing.promotions[promotion_id].exclusive for promotion_id in applied):
        assert len(applied) == 1
    redeemed = {redemption.code for redemption in result.redemptions if redemption.code}
    assert redeemed <= {coupon.code for coupon in result.coupons if coupon.applied}
    assert all(coupon.applied == (coupon.reason is None) for coupon in result.coupons)
