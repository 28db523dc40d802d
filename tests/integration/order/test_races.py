"""Races, hundreds of rounds each in bounded time: one wins, the others are told so."""

import asyncio
from collections import Counter
from collections.abc import Awaitable

import pytest

from contracts.errors import DomainError
from contracts.events import payment as payment_events
from contracts.ids import new_id
from core_services.chassis.operations import Reply
from core_services.order import views
from core_services.order.commands import PackFulfilment, RequestRefund
from core_services.order.domain.fulfilling import Tracking
from core_services.order.domain.order import Order
from core_services.order.domain.status import OrderStatus
from core_services.order.handlers import fulfilling, paying, refunding
from core_services.order.ports import Redemption
from tests.integration.order.shop import Shop, answered

pytestmark = pytest.mark.timeout(120)


async def _outcome(attempt: Awaitable[object]) -> str:
    try:
        await attempt
    except DomainError as error:
        return error.code
    return "ok"


async def _outcomes(*attempts: Awaitable[object]) -> Counter[str]:
    return Counter(await asyncio.gather(*(_outcome(attempt) for attempt in attempts)))


@pytest.mark.parametrize(("units", "buyers", "rounds"), [(1, 8, 300), (3, 10, 200)])
async def test_of_n_units_exactly_n_are_sold(
    shop: Shop, units: int, buyers: int, rounds: int
) -> None:
    for _ in range(rounds):
        sku = await shop.stocked(units)

        outcomes = await _outcomes(*(shop.place((sku, 1)) for _ in range(buyers)))

        assert outcomes == {"ok": units, "out-of-stock": buyers - units}
        assert await shop.stock_of(sku) == (units, units)
    await shop.assert_stock_is_conserved()


async def test_carts_that_name_the_same_skus_in_other_orders_do_not_deadlock(shop: Shop) -> None:
    skus = [await shop.stocked(1_000) for _ in range(4)]

    for _ in range(200):
        forwards, backwards = [(sku, 1) for sku in skus], [(sku, 1) for sku in reversed(skus)]
        outcomes = await _outcomes(
            *(shop.place(*items) for items in (forwards, backwards, forwards, backwards))
        )
        assert outcomes == {"ok": 4}

    assert [await shop.stock_of(sku) for sku in skus] == [(1_000, 800)] * 4


async def test_a_single_use_coupon_is_used_once(shop: Shop) -> None:
    sku = await shop.stocked(10_000)
    for _ in range(200):
        shop.catalog.redemptions = (
            Redemption(promotion_id=new_id("prm"), code="ONCE", usage_limit=1),
        )

        outcomes = await _outcomes(*(shop.place((sku, 1)) for _ in range(6)))

        assert outcomes == {"ok": 1, "coupon-exhausted": 5}


async def test_a_coupon_with_a_limit_is_used_exactly_as_often(shop: Shop) -> None:
    sku = await shop.stocked(10_000)
    promotion = Redemption(promotion_id=new_id("prm"), code="FIVE", usage_limit=5)
    shop.catalog.redemptions = (promotion,)

    outcomes = await _outcomes(*(shop.place((sku, 1)) for _ in range(30)))

    assert outcomes == {"ok": 5, "coupon-exhausted": 25}


async def test_one_key_sent_many_times_at_once_makes_one_order(shop: Shop) -> None:
    sku = await shop.stocked(10_000)
    for number in range(1, 201):
        command = shop.placement(shop.cart((sku, 1)))

        replies = await asyncio.gather(*(shop.run_place(command) for _ in range(4)))

        assert len({reply.body for reply in replies}) == 1
        assert await shop.stock_of(sku) == (10_000, number)


async def test_one_cart_placed_under_many_keys_makes_one_order(shop: Shop) -> None:
    sku = await shop.stocked(10_000)
    for number in range(1, 201):
        cart, buyer = shop.cart((sku, 1)), new_id("gst")

        replies = await asyncio.gather(
            *(shop.run_place(shop.placement(cart, buyer=buyer)) for _ in range(4))
        )

        assert len({answered(reply).id for reply in replies}) == 1
        assert await shop.stock_of(sku) == (10_000, number)


async def test_one_cart_placed_under_many_keys_for_the_last_unit_and_coupon_makes_one_order(
    shop: Shop,
) -> None:
    for _ in range(200):
        sku, buyer = await shop.stocked(1), new_id("gst")
        shop.catalog.redemptions = (
            Redemption(promotion_id=new_id("prm"), code="ONCE", usage_limit=1),
        )
        cart = shop.cart((sku, 1))

        replies = await asyncio.gather(
            *(shop.run_place(shop.placement(cart, buyer=buyer)) for _ in range(4))
        )

        (order_id,) = {answered(reply).id for reply in replies}
        assert (await shop.order(order_id)).status is OrderStatus.PENDING_PAYMENT


async def test_cancelling_against_paying_never_loses_money_or_stock(shop: Shop) -> None:
    sku = await shop.stocked(1_000)
    for _ in range(200):
        order = await shop.place((sku, 1))

        await asyncio.gather(shop.cancel(order), shop.pay(order))

        order = await shop.order(order.id)
        assert order.status is OrderStatus.CANCELLED
        assert [refund.amount for refund in order.refunds] == [order.total]
    assert await shop.stock_of(sku) == (1_000, 0)
    await shop.assert_stock_is_conserved()


async def test_three_reports_of_one_payment_at_once_pay_once(shop: Shop) -> None:
    sku = await shop.stocked(1_000)
    for number in range(1, 201):
        order = await shop.place((sku, 1))
        payment_id = new_id("pay")

        await asyncio.gather(*(shop.pay(order, payment_id=payment_id) for _ in range(3)))

        order = await shop.order(order.id)
        assert (order.status, order.version) == (OrderStatus.PAID, 2)
        assert await shop.stock_of(sku) == (1_000 - number, 0)


def _refund(shop: Shop, order: Order, amount: int, key: str = "") -> Awaitable[Reply]:
    command = RequestRefund(
        scope=shop.scope("stf", f"refund {order.id}", key),
        order_id=order.id,
        actor="staff:stf",
        reason="goodwill",
        lines=(),
        shipping=0,
        amount=amount,
    )
    return refunding.request_refund(command, shop.deps, views.for_staff)


async def test_refunds_that_race_never_exceed_what_was_paid(shop: Shop) -> None:
    sku = await shop.stocked(1_000)
    for _ in range(200):
        order = await shop.pay(await shop.place((sku, 1)))

        outcomes = await _outcomes(*(_refund(shop, order, 600) for _ in range(5)))

        assert outcomes == {"ok": 2, "refund-exceeds-paid": 3}


async def test_a_double_click_refunds_once_and_two_equal_refunds_are_two(shop: Shop) -> None:
    sku = await shop.stocked(1_000)
    for _ in range(200):
        order = await shop.pay(await shop.place((sku, 1)))
        await asyncio.gather(*(_refund(shop, order, 100, key="click") for _ in range(3)))

        await _refund(shop, order, 100, key="meant")

        assert [refund.amount for refund in (await shop.order(order.id)).refunds] == [100, 100]


async def test_cancelling_against_shipping_one_wins(shop: Shop) -> None:
    sku = await shop.stocked(1_000)
    seen: Counter[str] = Counter()
    for number in range(60):
        order = await shop.pay(await shop.place((sku, 1)))
        command = PackFulfilment(
            scope=shop.scope("stf", "pack"),
            order_id=order.id,
            actor="staff:stf",
            lines=(),
            tracking=Tracking(carrier="Post"),
        )
        ship = fulfilling.pack_fulfilment(command, shop.deps, views.for_staff)
        attempts = (shop.cancel(order), ship) if number % 2 else (ship, shop.cancel(order))

        outcomes = await _outcomes(*attempts)

        assert outcomes == {"ok": 1, "invalid-transition": 1}
        seen[(await shop.order(order.id)).status] += 1
    assert set(seen) <= {OrderStatus.CANCELLED, OrderStatus.FULFILLED}
    await shop.assert_stock_is_conserved()


async def test_many_reports_of_one_refund_count_once(shop: Shop) -> None:
    sku = await shop.stocked(1_000)
    for _ in range(200):
        order = await shop.pay(await shop.place((sku, 1)))
        await _refund(shop, order, 600)
        order = await shop.order(order.id)
        refund = order.refunds[0]
        data = payment_events.PaymentRefunded(
            payment_id=refund.payment_id,
            order_id=order.id,
            refund_id=refund.id,
            currency="EUR",
            amount=600,
            refunded_total=600,
        )
        events = [shop.event(payment_events.PAYMENT_REFUNDED, data) for _ in range(3)]

        await asyncio.gather(*(paying.on_payment_refunded(event, shop.deps) for event in events))

        assert (await shop.order(order.id)).refunded_total == 600
