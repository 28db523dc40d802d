"""An order that ends takes no money any more, unless it has; and what is unknown is said so."""

import asyncio

import pytest
import sqlalchemy as sa

from contracts.ids import new_event_id, new_id
from core_services.payment.domain import OrderNotPayableError, Payment, PaymentStatus
from core_services.payment.handlers import chores, closing
from core_services.payment.ports import ProviderUnavailableError
from tests.integration.payment.conftest import CHALLENGE, PATIENCE, Till

_RACES = 30


async def test_an_open_payment_is_closed_and_its_page_takes_no_money(till: Till) -> None:
    payment = await till.open()
    assert await closing.close_payments(till.deps, payment.order_id) == "closed"
    assert till.pay(payment).status_code == 409
    assert await till.told_types(payment.id) == ["payment.closed.v1"]
    assert await closing.close_payments(till.deps, payment.order_id) == "closed"
    with pytest.raises(OrderNotPayableError):
        await till.open(till.orders.orders[payment.order_id])


async def test_an_order_without_a_payment_is_closed_at_once_and_for_good(till: Till) -> None:
    order = till.orders.add()
    assert await closing.close_payments(till.deps, order.id) == "closed"
    with pytest.raises(OrderNotPayableError):
        await till.open(order)


async def test_a_payment_that_was_paid_meanwhile_says_so_and_is_settled(till: Till) -> None:
    payment = await till.open()
    till.pay(payment)
    assert await closing.close_payments(till.deps, payment.order_id) == "paid"
    assert await till.told_types(payment.id) == ["payment.succeeded.v1"]


async def test_a_challenge_in_progress_is_cut_short(till: Till) -> None:
    payment = await till.open()
    till.pay(payment, CHALLENGE)
    assert await closing.close_payments(till.deps, payment.order_id) == "closed"
    assert payment.page_id is not None
    till.simulator.authenticate(payment.page_id)
    assert till.simulator.captures(payment.id) == []


async def test_a_provider_that_is_away_leaves_it_unknown_until_the_worker_closes_it(
    till: Till,
) -> None:
    payment = await till.open()
    till.simulator.fault(action="reset_before", count=0)
    assert await closing.close_payments(till.deps, payment.order_id) == "unknown"
    assert (await till.payment(payment.id)).is_open
    till.simulator.heal()
    till.close_breaker()
    till.simulator.clock.advance(PATIENCE)
    await chores.retry_closings(till.deps)
    assert (await till.payment(payment.id)).status is PaymentStatus.CLOSED


@pytest.mark.parametrize("action", ["timeout_after", "reset_after"])
async def test_a_close_whose_answer_was_lost_is_read_from_the_book(till: Till, action: str) -> None:
    payment = await till.open()
    till.simulator.fault(action=action, method="POST", path="*/expire", count=0)
    assert await closing.close_payments(till.deps, payment.order_id) == "closed"


async def test_closing_a_payment_whose_page_never_came_throws_the_late_page_away(
    till: Till,
) -> None:
    order = till.orders.add()
    till.simulator.fault(action="reset_after", method="POST", path="/v1/checkout/sessions", count=0)
    with pytest.raises(ProviderUnavailableError):
        await till.open(order)
    till.simulator.heal()
    till.close_breaker()
    assert await closing.close_payments(till.deps, order.id) == "closed"
    with pytest.raises(OrderNotPayableError):
        await till.open(order)


@pytest.mark.slow
async def test_opening_races_closing_and_no_open_page_is_left(till: Till) -> None:
    for _ in range(_RACES):
        order = till.orders.add()
        opened, outcome = await asyncio.gather(
            till.open(order),
            closing.close_payments(till.deps, order.id),
            return_exceptions=True,
        )
        if outcome != "closed":
            outcome = await closing.close_payments(till.deps, order.id)
        assert outcome == "closed"
        async with till.deps.store.transaction() as books:
            assert await books.live_payment(order.id) is None
        assert isinstance(opened, OrderNotPayableError | Payment)
        pages = till.simulator.pages(order.id)
        assert all(page["status"] == "expired" for page in pages)


@pytest.mark.slow
async def test_paying_races_closing_and_both_sides_agree(till: Till) -> None:
    for _ in range(_RACES):
        payment = await till.open()
        _, outcome = await asyncio.gather(
            asyncio.to_thread(till.pay, payment),
            closing.close_payments(till.deps, payment.order_id),
        )
        captured = len(till.simulator.captures(payment.id))
        assert outcome == ("paid" if captured else "closed")
        told = await till.told_types(payment.id)
        assert told == ["payment.succeeded.v1" if captured else "payment.closed.v1"]


async def test_a_cancelled_order_closes_its_payment_once_however_often_it_is_told(
    till: Till,
) -> None:
    payment, event = await till.open(), ("payment", new_event_id())
    for _ in range(3):
        await closing.close_payments(till.deps, payment.order_id, event=event)
    assert await till.told_types(payment.id) == ["payment.closed.v1"]


async def test_money_that_arrives_on_a_closed_payment_is_acknowledged(till: Till) -> None:
    """It cannot happen at a provider that keeps its word; the book decides all the same."""
    payment = await till.open()
    async with till.engine.begin() as conn:
        await conn.execute(
            sa.text("UPDATE payments SET status = 'closed' WHERE id = :id"), {"id": payment.id}
        )
    other = await till.open(till.orders.orders[payment.order_id])
    till.pay(payment)
    settled = await till.settle(payment)
    assert (settled.status, settled.surplus) == ("succeeded", True)
    assert other.id != payment.id
    assert await till.told_types(payment.id) == ["payment.succeeded.v1"]


async def test_an_order_we_never_heard_of_is_closed(till: Till) -> None:
    assert await closing.close_payments(till.deps, new_id("ord")) == "closed"
