"""Placing: one transaction, one order, whatever is repeated or raced."""

import asyncio
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from contracts.errors import DomainError, IdempotencyMismatchError
from contracts.ids import new_id
from core_services.order.domain import errors
from core_services.order.domain.order import LineDiscount
from core_services.order.domain.status import OrderStatus
from core_services.order.ports import CouponVerdict, QuotedShipping, Redemption, UnavailableItem
from tests.integration.order.shop import Shop, answered, quote_request


async def test_a_placed_order_holds_its_stock_and_says_so(shop: Shop) -> None:
    sku = await shop.stocked(5)

    order = await shop.place((sku, 2))

    assert order.status is OrderStatus.PENDING_PAYMENT
    assert (order.subtotal, order.shipping_total, order.total) == (2_000, 500, 2_500)
    assert await shop.stock_of(sku) == (5, 2)
    (placed,) = await shop.told(order.id)
    assert (placed.type, placed.data.total) == ("order.placed.v1", 2_500)
    levels = [level for event in await shop.told("stock") for level in event.data.levels]
    assert [level.available for level in levels if level.sku == sku] == [5, 3]


async def test_what_each_promotion_took_off_goods_and_shipping_is_told_once(shop: Shop) -> None:
    cart = shop.cart((await shop.stocked(5), 2), (await shop.stocked(5), 1))
    quote = await shop.catalog.quote(quote_request(cart))

    def off(promotion: str, amount: int, code: str | None = None) -> LineDiscount:
        return LineDiscount(promotion_id=promotion, code=code, label=promotion, amount=amount)

    first, second = quote.lines
    discounted = (
        replace(first, discount=500, discounts=(off("a", 300), off("b", 200, "B")), total=1_500),
        replace(second, discount=100, discounts=(off("b", 100, "B"),), total=900),
    )
    free = QuotedShipping(
        code="s", name="S", amount=500, discount=500, discounts=(off("b", 500, "B"),), total=0
    )
    shop.catalog.changes = {
        "lines": discounted,
        "shipping": free,
        "discount_total": 600,
        "total": 2_400,
    }

    order = await shop.order(answered(await shop.run_place(shop.placement(cart))).id)

    (placed,) = await shop.told(order.id)
    assert placed.data.channel == "web"
    assert [(d.promotion_id, d.code, d.label, d.amount) for d in placed.data.discounts] == [
        ("a", "", "a", 300),
        ("b", "B", "b", 800),
    ]
    assert order.shipping is not None
    assert order.shipping.discounts == free.discounts


async def test_a_second_place_with_the_same_key_returns_the_first_answer_byte_for_byte(
    shop: Shop,
) -> None:
    cart = shop.cart((await shop.stocked(5), 1))
    command = shop.placement(cart)
    first = await shop.run_place(command)
    shop.carts.carts.clear()

    second = await shop.run_place(command)

    assert (second.status, second.body) == (201, first.body)
    assert second.headers == {"Idempotent-Replayed": "true"}


async def test_the_same_key_with_another_request_is_refused(shop: Shop) -> None:
    command = shop.placement(shop.cart((await shop.stocked(5), 1)))
    await shop.run_place(command)
    other = msgspec.structs.replace(
        command, scope=msgspec.structs.replace(command.scope, fingerprint=b"other")
    )

    with pytest.raises(IdempotencyMismatchError):
        await shop.run_place(other)


async def test_the_loser_of_a_race_for_the_cart_gets_the_order(shop: Shop) -> None:
    sku = await shop.stocked(50)
    cart, buyer = shop.cart((sku, 1)), new_id("gst")

    replies = await asyncio.gather(
        *(shop.run_place(shop.placement(cart, buyer=buyer)) for _ in range(8))
    )

    assert len({answered(reply).id for reply in replies}) == 1
    assert await shop.stock_of(sku) == (50, 1)


async def test_the_same_cart_with_other_details_is_not_answered_with_the_old_order(
    shop: Shop,
) -> None:
    cart, buyer = shop.cart((await shop.stocked(5), 1)), new_id("gst")
    await shop.run_place(shop.placement(cart, buyer=buyer))

    with pytest.raises(errors.AlreadyOrderedError):
        await shop.run_place(shop.placement(cart, buyer=buyer, request_hash=b"other address"))


async def test_a_cancelled_order_leaves_its_cart_free_to_be_ordered_again(shop: Shop) -> None:
    sku, buyer = await shop.stocked(1), new_id("gst")
    cart = shop.cart((sku, 1))
    first = await shop.run_place(shop.placement(cart, buyer=buyer))
    order = await shop.order(msgspec.json.decode(first.body)["id"])
    await shop.cancel(order)

    second = await shop.run_place(shop.placement(cart, buyer=buyer))

    assert msgspec.json.decode(second.body)["id"] != order.id
    assert await shop.stock_of(sku) == (1, 1)


async def test_a_risen_total_is_asked_about_and_a_fallen_one_passed_on(shop: Shop) -> None:
    sku = await shop.stocked(5)
    with pytest.raises(errors.PriceChangedError) as caught:
        await shop.place((sku, 1), expected_total=1_499)

    cheaper = await shop.place((sku, 1), expected_total=9_999)

    assert caught.value.extensions["total"] == 1_500
    assert cheaper.total == 1_500
    assert await shop.stock_of(sku) == (5, 1)


async def test_out_of_stock_names_what_is_short_and_takes_nothing(shop: Shop) -> None:
    plenty, scarce = await shop.stocked(9), await shop.stocked(1)

    with pytest.raises(errors.OutOfStockError) as caught:
        await shop.place((plenty, 3), (scarce, 2), ("never-heard-of", 1))

    short = {item["sku"]: item["available"] for item in caught.value.extensions["items"]}
    assert short == {scarce: 1, "never-heard-of": 0}
    assert await shop.stock_of(plenty) == (9, 0)
    assert await shop.stock_of(scarce) == (1, 0)


async def test_two_lines_of_one_sku_are_checked_together(shop: Shop) -> None:
    sku = await shop.stocked(3)

    with pytest.raises(errors.OutOfStockError):
        await shop.place((sku, 2), (sku, 2))

    order = await shop.place((sku, 2), (sku, 1))
    assert len(order.lines) == 2
    assert await shop.stock_of(sku) == (3, 3)


async def test_an_order_that_costs_nothing_is_paid_at_once(shop: Shop) -> None:
    shop.catalog.unit_price = shop.catalog.shipping = 0
    sku = await shop.stocked(2)

    order = await shop.place((sku, 1))

    assert order.status is OrderStatus.PAID
    assert await shop.stock_of(sku) == (1, 0)
    assert await shop.told_types(order.id) == ["order.placed.v1", "order.paid.v1"]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"unavailable": (UnavailableItem("x", "unpublished"),)}, errors.UnavailableItemsError),
        ({"coupons": (CouponVerdict("X", False, "expired"),)}, errors.CouponNotAppliedError),
        ({"shipping": None, "total": 1_000}, errors.ShippingUnavailableError),
    ],
)
async def test_what_the_quote_refuses_is_refused(
    shop: Shop, changes: dict[str, Any], error: type[DomainError]
) -> None:
    shop.catalog.changes = changes
    sku = await shop.stocked(1)

    with pytest.raises(error):
        await shop.place((sku, 1))

    assert await shop.stock_of(sku) == (1, 0)


async def test_a_quote_that_does_not_add_up_never_becomes_an_order(shop: Shop) -> None:
    shop.catalog.changes = {"total": 1_499}
    sku = await shop.stocked(1)

    with pytest.raises(Exception, match="prices cannot be computed"):
        await shop.place((sku, 1))


async def test_a_cart_that_changed_or_is_in_another_currency_is_refused(shop: Shop) -> None:
    cart = shop.cart((await shop.stocked(1), 1), version=4)

    with pytest.raises(errors.CartChangedError):
        await shop.run_place(shop.placement(cart, cart_version=3))
    with pytest.raises(errors.CurrencyDiffersError):
        await shop.run_place(shop.placement(cart, currency="JPY"))
    with pytest.raises(errors.CartEmptyError):
        await shop.run_place(shop.placement(shop.cart()))


async def test_a_shopper_is_not_shut_out_by_an_own_stale_hold(shop: Shop) -> None:
    sku, buyer = await shop.stocked(1), new_id("gst")
    first = shop.cart((sku, 1), version=1)
    old = await shop.run_place(shop.placement(first, buyer=buyer))
    newer = shop.cart((sku, 1), version=2, cart_id=first.id)

    await shop.run_place(shop.placement(newer, buyer=buyer))

    old_order = await shop.order(msgspec.json.decode(old.body)["id"])
    assert old_order.status is OrderStatus.CANCELLED
    assert await shop.stock_of(sku) == (1, 1)


async def test_a_shopper_is_not_shut_out_by_an_own_stale_use_of_a_coupon(shop: Shop) -> None:
    sku, buyer = await shop.stocked(9), new_id("gst")
    shop.catalog.redemptions = (
        Redemption(promotion_id=new_id("prm"), code="ONCE", usage_limit_per_customer=1),
    )
    first = shop.cart((sku, 1), version=1)
    await shop.run_place(shop.placement(first, buyer=buyer))
    newer = shop.cart((sku, 2), version=2, cart_id=first.id)

    await shop.run_place(shop.placement(newer, buyer=buyer))

    assert await shop.stock_of(sku) == (9, 2)


async def test_an_order_that_is_being_paid_is_never_given_up(shop: Shop) -> None:
    sku, buyer = await shop.stocked(1), new_id("gst")
    first = shop.cart((sku, 1), version=1)
    await shop.run_place(shop.placement(first, buyer=buyer))
    newer = shop.cart((sku, 1), version=2, cart_id=first.id)
    shop.payments.outcome = "unknown"

    with pytest.raises(errors.OutOfStockError):
        await shop.run_place(shop.placement(newer, buyer=buyer))

    assert await shop.stock_of(sku) == (1, 1)


async def test_a_shopper_may_hold_only_so_many_unpaid_orders(shop: Shop) -> None:
    sku, buyer = await shop.stocked(99), new_id("gst")
    for _ in range(10):
        await shop.place((sku, 1), buyer=buyer)

    with pytest.raises(errors.TooManyOpenOrdersError):
        await shop.place((sku, 1), buyer=buyer)

    assert await shop.stock_of(sku) == (99, 10)


async def test_a_limit_per_customer_counts_a_guest_by_mailbox(shop: Shop) -> None:
    promotion = Redemption(promotion_id=new_id("prm"), code="ONCE", usage_limit_per_customer=1)
    shop.catalog.redemptions = (promotion,)
    sku, email = await shop.stocked(9), f"{new_id('x')}@example.com"
    await shop.place((sku, 1), email=email)

    with pytest.raises(errors.CouponExhaustedError) as caught:
        await shop.place((sku, 1), email=email.upper())

    assert caught.value.extensions["codes"] == ["ONCE"]
    await shop.place((sku, 1), email=f"other-{email}")


async def test_a_cancelled_order_gives_its_coupon_back_once(shop: Shop) -> None:
    promotion = Redemption(promotion_id=new_id("prm"), code="ONCE", usage_limit=1)
    shop.catalog.redemptions = (promotion,)
    sku = await shop.stocked(9)
    order = await shop.place((sku, 1))
    await shop.cancel(order)

    await shop.place((sku, 1))

    with pytest.raises(errors.CouponExhaustedError):
        await shop.place((sku, 1))
