"""Promotions: what each kind takes off, how they stack, and why a coupon is refused."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
)
from core_services.catalog.pricing.promotions import index_codes, normalise_code
from core_services.catalog.pricing.quote import Quote, quote

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SKUS = {
    name: Sku(
        sku=name,
        product_id=f"prd_{name}",
        variant_id=f"var_{name}",
        title=name,
        unit_price=price,
        compare_at=compare_at,
        category_ids=frozenset({"cat_root", category}),
    )
    for name, price, compare_at, category in (
        ("SHIRT", 2000, None, "cat_clothes"),
        ("SOCKS", 500, None, "cat_clothes"),
        ("LAMP", 5000, None, "cat_home"),
        ("SALE", 1000, 1500, "cat_home"),
    )
}
PARCEL = ShippingMethod(
    code="parcel",
    name="Parcel",
    zones=(
        ShippingZone(
            name="All",
            locations=(Location(country="*"),),
            rates=(ShippingRate(currency="EUR", amount=490),),
        ),
    ),
)


def quote_of(lines: dict[str, int], *promotions: Promotion, **basket: Any) -> Quote:
    numbered = {f"prm_{number}": promotion for number, promotion in enumerate(promotions)}
    pricing = PricingTables(
        promotions=numbered,
        promotion_ids_by_code=index_codes(numbered),
        shipping_methods=(PARCEL,),
        inclusive_currencies=frozenset({"EUR"}),
    )
    asked = Basket(
        currency=basket.pop("currency", "EUR"),
        lines=tuple(RequestedLine(sku, quantity) for sku, quantity in lines.items()),
        **basket,
    )
    return quote(asked, SKUS, pricing, NOON)


def discounts(result: Quote) -> dict[str, int]:
    return {line.sku: line.discount for line in result.lines}


TEN_PERCENT = Percentage(share="0.1")
TO_GERMANY: dict[str, Any] = {"ship_to": ShipTo("DE"), "shipping_method": "parcel"}


def test_a_percentage_is_allocated_over_the_lines_it_touches() -> None:
    result = quote_of(
        {"SHIRT": 1, "SOCKS": 1, "LAMP": 1},
        Promotion(label="Clothes", effect=TEN_PERCENT, goods=Goods(category_ids=("cat_clothes",))),
    )

    assert discounts(result) == {"SHIRT": 200, "SOCKS": 50, "LAMP": 0}


def test_a_category_stands_for_all_below_it() -> None:
    result = quote_of(
        {"LAMP": 1},
        Promotion(label="All", effect=TEN_PERCENT, goods=Goods(category_ids=("cat_root",))),
    )

    assert discounts(result) == {"LAMP": 500}


def test_an_amount_is_split_by_what_the_lines_cost() -> None:
    result = quote_of(
        {"SHIRT": 1, "SOCKS": 2}, Promotion(label="10 off", effect=AmountOff(amounts={"EUR": 1000}))
    )

    assert discounts(result) == {"SHIRT": 667, "SOCKS": 333}


def test_an_amount_never_takes_more_than_the_goods_cost() -> None:
    result = quote_of(
        {"SOCKS": 1}, Promotion(label="10 off", effect=AmountOff(amounts={"EUR": 1000}))
    )

    assert (result.discount_total, result.total) == (500, 0)


def test_goods_that_are_already_reduced_can_be_left_out() -> None:
    result = quote_of(
        {"LAMP": 1, "SALE": 1},
        Promotion(label="Full price", effect=TEN_PERCENT, goods=Goods(exclude_reduced=True)),
    )

    assert discounts(result) == {"LAMP": 500, "SALE": 0}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ({"SOCKS": 2}, {"SOCKS": 0}),
        ({"SOCKS": 3}, {"SOCKS": 500}),
        ({"SOCKS": 7}, {"SOCKS": 1000}),
        ({"SHIRT": 2, "SOCKS": 1}, {"SHIRT": 0, "SOCKS": 500}),
        ({"SHIRT": 5, "SOCKS": 1}, {"SHIRT": 2000, "SOCKS": 500}),
    ],
    ids=["too few", "one group", "two groups", "the cheapest is got", "two groups, mixed"],
)
def test_buy_two_get_one(lines: dict[str, int], expected: dict[str, int]) -> None:
    result = quote_of(lines, Promotion(label="2+1", effect=BuyXGetY(buy=2, get=1)))

    assert discounts(result) == expected


def test_other_goods_can_be_got_than_are_bought() -> None:
    effect = BuyXGetY(buy=1, get=2, share="0.5", gets=Goods(skus=("SOCKS",)))
    promotion = Promotion(label="Socks", effect=effect, goods=Goods(skus=("SHIRT",)))

    assert discounts(quote_of({"SHIRT": 1, "SOCKS": 3}, promotion)) == {"SHIRT": 0, "SOCKS": 500}
    assert discounts(quote_of({"SOCKS": 3}, promotion)) == {"SOCKS": 0}


def test_a_buy_x_get_y_holds_its_limit_of_times() -> None:
    effect = BuyXGetY(buy=1, get=1, times=2)

    assert discounts(quote_of({"SOCKS": 10}, Promotion(label="1+1", effect=effect))) == {
        "SOCKS": 1000
    }


@given(
    buy=st.integers(1, 5),
    get=st.integers(1, 5),
    shirts=st.integers(0, 30),
    socks=st.integers(0, 30),
)
def test_no_unit_is_both_bought_and_got(buy: int, get: int, shirts: int, socks: int) -> None:
    lines = {name: n for name, n in (("SHIRT", shirts), ("SOCKS", socks)) if n}

    result = quote_of(lines, Promotion(label="x+y", effect=BuyXGetY(buy=buy, get=get)))

    got = sum(line.discount // line.unit_price for line in result.lines)
    assert got == (shirts + socks) // (buy + get) * get


def test_promotions_stack_on_what_the_earlier_ones_left() -> None:
    half = Percentage(share="0.5")

    result = quote_of(
        {"LAMP": 1},
        Promotion(label="Sale", effect=half),
        Promotion(label="Voucher", effect=half, codes=("V",)),
        coupon_codes=("v",),
    )

    assert [part.amount for part in result.lines[0].discounts] == [2500, 1250]


def test_lower_priority_comes_first() -> None:
    amount = Promotion(label="Amount", effect=AmountOff(amounts={"EUR": 1000}), priority=1)
    share = Promotion(label="Share", effect=TEN_PERCENT, priority=2)

    assert quote_of({"LAMP": 1}, share, amount).discount_total == 1000 + 400


def test_an_exclusive_promotion_applies_alone_when_that_is_cheaper() -> None:
    together = Promotion(label="Sale", effect=TEN_PERCENT)
    alone = Promotion(label="Big", effect=Percentage(share="0.3"), exclusive=True)

    result = quote_of({"LAMP": 1}, together, alone)

    assert [part.label for part in result.lines[0].discounts] == ["Big"]


def test_a_coupon_that_would_cost_more_is_not_combinable() -> None:
    sale = Promotion(label="Sale", effect=Percentage(share="0.3"))
    coupon = Promotion(label="Coupon", effect=TEN_PERCENT, exclusive=True, codes=("TEN",))

    result = quote_of({"LAMP": 1}, sale, coupon, coupon_codes=("TEN",))

    assert result.coupons[0].reason == "not-combinable"
    assert [redemption.promotion_id for redemption in result.redemptions] == ["prm_0"]


def test_free_shipping_is_a_discount_of_the_shipping() -> None:
    result = quote_of(
        {"LAMP": 1},
        Promotion(label="Free", effect=FreeShipping(), codes=("SHIP",)),
        coupon_codes=("ship",),
        **TO_GERMANY,
    )

    assert result.shipping is not None
    assert (result.shipping.amount, result.shipping.discount, result.shipping.total) == (
        490,
        490,
        0,
    )
    assert (result.discount_total, result.total) == (0, 5000)
    assert [(d.label, d.code, d.amount) for d in result.shipping.discounts] == [
        ("Free", "SHIP", 490)
    ]
    assert result.coupons[0].applied


def test_free_shipping_waits_for_a_method_without_being_refused_or_redeemed() -> None:
    free = Promotion(label="Free", effect=FreeShipping(), codes=("SHIP",))

    result = quote_of({"LAMP": 1}, free, coupon_codes=("SHIP",))

    assert result.coupons[0].applied
    assert result.redemptions == ()


def test_free_shipping_by_another_method_does_not_apply() -> None:
    free = Promotion(label="Free", effect=FreeShipping(methods=("express",)), codes=("SHIP",))

    result = quote_of({"LAMP": 1}, free, coupon_codes=("SHIP",), **TO_GERMANY)

    assert result.coupons[0].reason == "not-applicable"


def test_limits_are_passed_on_for_the_order_to_hold() -> None:
    promotion = Promotion(
        label="Once",
        effect=TEN_PERCENT,
        codes=("ONCE",),
        usage_limit=100,
        usage_limit_per_customer=1,
    )

    (redemption,) = quote_of({"LAMP": 1}, promotion, coupon_codes=(" once ",)).redemptions

    assert (redemption.code, redemption.usage_limit, redemption.usage_limit_per_customer) == (
        "ONCE",
        100,
        1,
    )


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"active": False}, "unknown"),
        ({"ends_at": NOON}, "expired"),
        ({"starts_at": NOON + timedelta(seconds=1)}, "not-started"),
        ({"currencies": ("USD",)}, "currency"),
        ({"min_subtotal": {"USD": 1}}, "currency"),
        ({"effect": AmountOff(amounts={"USD": 100})}, "currency"),
        ({"min_subtotal": {"EUR": 5001}}, "minimum-not-reached"),
        ({"goods": Goods(skus=("SHIRT",))}, "not-applicable"),
        ({"audience": "customers"}, "not-applicable"),
        ({"effect": Percentage(share="0")}, "not-applicable"),
        (
            {
                "starts_at": NOON,
                "ends_at": NOON + timedelta(seconds=1),
                "min_subtotal": {"EUR": 5000},
            },
            None,
        ),
    ],
)
def test_a_coupon_says_why_it_does_not_apply(fields: dict[str, Any], reason: str | None) -> None:
    promotion = Promotion(**{"label": "Coupon", "effect": TEN_PERCENT, "codes": ("C",), **fields})

    result = quote_of({"LAMP": 1}, promotion, coupon_codes=("C",))

    assert [(coupon.code, coupon.applied, coupon.reason) for coupon in result.coupons] == [
        ("C", reason is None, reason)
    ]
    assert (result.discount_total > 0) == (reason is None)


def test_an_unknown_code_is_reported() -> None:
    assert quote_of({"LAMP": 1}, coupon_codes=("NOPE",)).coupons[0].reason == "unknown"


def test_two_codes_of_one_promotion_apply_once() -> None:
    promotion = Promotion(label="Coupon", effect=TEN_PERCENT, codes=("A", "B"))

    result = quote_of({"LAMP": 1}, promotion, coupon_codes=("A", "B", "a"))

    assert [coupon.reason for coupon in result.coupons] == [None, "not-combinable"]
    assert result.discount_total == 500


@pytest.mark.parametrize("typed", ["SPRING5", " spring 5", "ｓｐｒｉｎｇ５", "Spring\t5\n"])
def test_a_code_is_the_same_however_it_is_typed(typed: str) -> None:
    assert normalise_code(typed) == "SPRING5"
