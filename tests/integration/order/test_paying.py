"""Money that arrives: in time, late, wrong, twice; and money that goes back."""

from datetime import timedelta
from typing import Any

import pytest

from contracts.events import payment as payment_events
from contracts.ids import new_id
from core_services.order import views
from core_services.order.commands import ReleaseOrder
from core_services.order.domain.errors import InvalidTransitionError
from core_services.order.domain.order import Order
from core_services.order.domain.status import OrderStatus
from core_services.order.handlers import cancelling, paying
from tests.integration.order.shop import Shop


async def test_a_paid_order_takes_its_stock_and_says_so(shop: Shop) -> None:
    sku = await shop.stocked(5)
    order = await shop.place((sku, 2))

    paid = await shop.pay(order)

    assert paid.status is OrderStatus.PAID
    assert (paid.paid_total, paid.version) == (order.total, 2)
    assert await shop.stock_of(sku) == (3, 0)
    assert await shop.told_types(order.id) == ["order.placed.v1", "order.paid.v1"]


async def test_the_same_event_twice_counts_once(shop: Shop) -> None:
    sku = await shop.stocked(5)
    order = await shop.place((sku, 2))
    event = shop.succeeded(order)

    await paying.on_payment_succeeded(event, shop.deps)
    await paying.on_payment_succeeded(event, shop.deps)

    assert (await shop.order(order.id)).version == 2
    assert await shop.stock_of(sku) == (3, 0)


@pytest.mark.parametrize("wrong", [{"amount": 1}, {"currency": "USD"}])
async def test_a_wrong_amount_or_currency_holds_the_order(
    shop: Shop, wrong: dict[str, Any]
) -> None:
    sku = await shop.stocked(1)
    order = await shop.pay(await shop.place((sku, 1)), **wrong)

    assert order.status is OrderStatus.HELD
    assert await shop.stock_of(sku) == (1, 1)
    with pytest.raises(InvalidTransitionError):
        await shop.cancel(order)


async def test_refusing_a_held_payment_sends_exactly_it_back(shop: Shop) -> None:
    order = await shop.pay(await shop.place((await shop.stocked(1), 1)), amount=7, currency="USD")

    await shop.cancel(order, by_staff=True)

    (refund,) = (await shop.order(order.id)).refunds
    assert (refund.amount, refund.currency) == (7, "USD")


async def test_accepting_a_held_payment_pays_the_order(shop: Shop) -> None:
    sku = await shop.stocked(1)
    order = await shop.pay(await shop.place((sku, 1)), amount=1_400)
    command = ReleaseOrder(
        scope=shop.scope("stf", "release"), order_id=order.id, actor="staff:stf", reason="fine"
    )

    await paying.release_order(command, shop.deps, views.for_staff)

    order = await shop.order(order.id)
    assert (order.status, order.paid_total) == (OrderStatus.PAID, 1_400)
    assert await shop.stock_of(sku) == (0, 0)


async def test_a_payment_that_is_held_at_the_payment_service_holds_the_order(shop: Shop) -> None:
    order = await shop.place((await shop.stocked(1), 1))
    data = payment_events.PaymentHeld(payment_id="pay_1" + order.id, order_id=order.id, reason="?")

    await paying.on_payment_held(shop.event(payment_events.PAYMENT_HELD, data), shop.deps)

    held = await shop.order(order.id)
    assert held.status is OrderStatus.HELD
    assert (await shop.pay(held)).status is OrderStatus.PAID


async def test_a_declined_attempt_leaves_the_order_payable(shop: Shop) -> None:
    order = await shop.place((await shop.stocked(1), 1))
    data = payment_events.PaymentFailed(
        payment_id=new_id("pay"), order_id=order.id, currency="EUR", amount=1_500, reason="declined"
    )

    await paying.on_payment_failed(shop.event(payment_events.PAYMENT_FAILED, data), shop.deps)

    order = await shop.order(order.id)
    assert (order.status, order.payments[0].reason) == (OrderStatus.PENDING_PAYMENT, "declined")
    assert (await shop.pay(order)).status is OrderStatus.PAID


async def test_news_of_failure_never_overwrites_a_success(shop: Shop) -> None:
    order = await shop.pay(await shop.place((await shop.stocked(1), 1)))
    data = payment_events.PaymentFailed(
        payment_id=order.payment_id or "",
        order_id=order.id,
        currency="EUR",
        amount=1,
        reason="late",
    )

    await paying.on_payment_failed(shop.event(payment_events.PAYMENT_FAILED, data), shop.deps)

    assert await shop.order(order.id) == order


async def test_a_second_payment_of_the_same_order_goes_back_whole(shop: Shop) -> None:
    order = await shop.pay(await shop.place((await shop.stocked(2), 1)))

    order = await shop.pay(order)

    (refund,) = order.refunds
    assert refund.payment_id != order.payment_id
    assert refund.amount == order.total
    order = await shop.refund_reported(order, refund.id)
    assert (order.status, order.refunded_total) == (OrderStatus.PAID, 0)


async def test_an_order_expires_only_after_the_payment_service_closed_it(shop: Shop) -> None:
    sku = await shop.stocked(1)
    order = await shop.place((sku, 1))
    shop.clock.advance(timedelta(minutes=16))
    for outcome in ("unknown", "paid"):
        shop.payments.outcome = outcome
        await cancelling.expire_overdue(shop.deps)
        assert (await shop.order(order.id)).status is OrderStatus.PENDING_PAYMENT
        shop.clock.advance(timedelta(seconds=31))

    shop.payments.outcome = "closed"
    await cancelling.expire_overdue(shop.deps)

    assert shop.payments.asked.count(order.id) == 3
    assert (await shop.order(order.id)).status is OrderStatus.EXPIRED
    assert await shop.stock_of(sku) == (1, 0)
    assert (await shop.told(order.id))[-1].data.reason == "expired"


async def test_nothing_expires_and_nobody_is_pestered_while_payments_are_gone(shop: Shop) -> None:
    orders = [await shop.place((await shop.stocked(1), 1)) for _ in range(3)]
    shop.clock.advance(timedelta(minutes=16))
    shop.payments.gone = True

    await cancelling.expire_overdue(shop.deps)

    assert len(shop.payments.asked) == 1
    for order in orders:
        assert (await shop.order(order.id)).status is OrderStatus.PENDING_PAYMENT


async def test_stock_that_is_held_past_its_time_is_counted(shop: Shop) -> None:
    before = await cancelling.tell_overdue(shop.deps)
    await shop.place((await shop.stocked(1), 1))
    shop.clock.advance(timedelta(minutes=19))
    in_its_grace = await cancelling.tell_overdue(shop.deps)
    shop.clock.advance(timedelta(minutes=2))

    assert await cancelling.tell_overdue(shop.deps) == in_its_grace + 1 == before + 1


async def test_an_order_in_time_is_not_asked_about(shop: Shop) -> None:
    order = await shop.place((await shop.stocked(1), 1))
    shop.clock.advance(timedelta(minutes=14))

    await cancelling.expire_overdue(shop.deps)

    assert order.id not in shop.payments.asked


async def _expired(shop: Shop, sku: str) -> Order:
    order = await shop.place((sku, 1))
    shop.clock.advance(timedelta(minutes=16))
    await cancelling.expire_overdue(shop.deps)
    return await shop.order(order.id)


async def test_a_late_payment_brings_the_order_back_when_its_goods_are_there(shop: Shop) -> None:
    sku = await shop.stocked(1)

    order = await shop.pay(await _expired(shop, sku))

    assert (order.status, order.refunds) == (OrderStatus.PAID, ())
    assert await shop.stock_of(sku) == (0, 0)


async def test_a_late_payment_goes_back_when_the_goods_are_gone(shop: Shop) -> None:
    sku = await shop.stocked(1)
    expired = await _expired(shop, sku)
    await shop.place((sku, 1))

    order = await shop.pay(expired)

    assert order.status is OrderStatus.EXPIRED
    (refund,) = order.refunds
    order = await shop.refund_reported(order, refund.id)
    assert (order.status, order.refunded_total) == (OrderStatus.REFUNDED, order.total)
    assert await shop.stock_of(sku) == (1, 1)


async def test_a_late_payment_goes_back_when_the_cart_was_ordered_again(shop: Shop) -> None:
    sku, buyer = await shop.stocked(9), new_id("gst")
    cart = shop.cart((sku, 1))
    await shop.run_place(shop.placement(cart, buyer=buyer))
    first = (await shop.rows("SELECT id FROM orders WHERE cart_id = $1", cart.id))[0].id
    shop.clock.advance(timedelta(minutes=16))
    await cancelling.expire_overdue(shop.deps)
    await shop.run_place(shop.placement(cart, buyer=buyer))

    order = await shop.pay(await shop.order(first))

    assert (order.status, len(order.refunds)) == (OrderStatus.EXPIRED, 1)


async def test_a_payment_of_a_cancelled_order_goes_back(shop: Shop) -> None:
    sku = await shop.stocked(1)
    order = await shop.place((sku, 1))
    await shop.cancel(order)

    order = await shop.pay(await shop.order(order.id))

    assert order.status is OrderStatus.CANCELLED
    order = await shop.refund_reported(order, order.refunds[0].id)
    assert order.status is OrderStatus.REFUNDED
    assert await shop.stock_of(sku) == (1, 0)


async def test_a_refund_made_at_the_providers_desk_is_counted(shop: Shop) -> None:
    order = await shop.pay(await shop.place((await shop.stocked(1), 1)))
    data = payment_events.PaymentRefunded(
        payment_id=order.payment_id or "",
        order_id=order.id,
        refund_id=new_id("ref"),
        currency="EUR",
        amount=300,
        refunded_total=300,
    )

    await paying.on_payment_refunded(shop.event(payment_events.PAYMENT_REFUNDED, data), shop.deps)

    order = await shop.order(order.id)
    assert (order.status, order.refunded_total) == (OrderStatus.PAID, 300)
    assert order.refunds[0].reason == "made at the payment provider"


async def test_cancelling_a_paid_order_asks_for_a_refund_and_restocks(shop: Shop) -> None:
    sku = await shop.stocked(3)
    order = await shop.pay(await shop.place((sku, 2)))

    await shop.cancel(order)

    order = await shop.order(order.id)
    assert (order.status, order.refunds[0].amount) == (OrderStatus.CANCELLED, order.total)
    assert await shop.stock_of(sku) == (3, 0)
    assert (await shop.told_types(order.id))[2:] == [
        "order.refund_requested.v1",
        "order.cancelled.v1",
    ]
    order = await shop.refund_reported(order, order.refunds[0].id)
    assert order.status is OrderStatus.REFUNDED
    assert (await shop.told(order.id))[-1].data.refunded_total == order.total
    await shop.assert_stock_is_conserved()
