"""Whoever brings the news, in whatever order and however often: one settlement."""

import asyncio
import random
from itertools import permutations
from typing import Any

import pytest
import sqlalchemy as sa

from core_services.payment.domain import Payment
from core_services.payment.handlers import chores, settlement
from core_services.payment.ports import ProviderUnavailableError
from tests.integration.payment.conftest import DECLINED, PATIENCE, Till

_RACES = 200
_SIDE_BY_SIDE = 4
SUCCEEDED = [
    ("capture", "provider_clearing", 1999),
    ("capture", "sales", -1999),
]


async def assert_settled_once(till: Till, payment: Payment) -> None:
    settled = await till.payment(payment.id)
    assert (settled.status, settled.captured_amount) == ("succeeded", 1999)
    told = await till.told_types(payment.id)
    assert told.count("payment.succeeded.v1") == 1
    assert told[-1] == "payment.succeeded.v1"
    assert await till.ledger(payment.id) == SUCCEEDED


async def test_one_webhook_fifty_times_at_once_settles_once(till: Till) -> None:
    payment = await till.open()
    till.pay(payment)
    event = till.simulator.events_about(payment)[-1]
    answers = await asyncio.gather(*(till.deliver(event) for _ in range(50)))
    assert {answer.status_code for answer in answers} == {200}
    await assert_settled_once(till, payment)


@pytest.mark.slow
async def test_every_order_of_a_payments_events_ends_the_same(till: Till) -> None:
    """Four events, delivered in each of their 24 orders, with duplicates, before and after."""
    for order in permutations(range(4)):
        payment = await till.open()
        till.pay(payment, DECLINED)
        till.pay(payment)
        events = till.simulator.events_about(payment)[-4:]
        for index in order:
            for _ in range(random.randint(1, 2)):
                assert (await till.deliver(events[index])).status_code == 200
        for event in events:
            assert (await till.deliver(event)).status_code == 200
        await assert_settled_once(till, payment)


async def test_a_decline_before_a_quick_success_is_told_and_moves_nothing_back(
    till: Till,
) -> None:
    payment = await till.open()
    till.pay(payment, DECLINED)
    till.pay(payment)
    events = {event["type"]: event for event in till.simulator.events_about(payment)}
    await till.deliver(events["checkout.session.completed"])
    await till.deliver(events["payment_intent.payment_failed"])
    await till.deliver(events["charge.failed"])
    await assert_settled_once(till, payment)
    assert await till.told_types(payment.id) == ["payment.failed.v1", "payment.succeeded.v1"]


async def test_each_of_two_quick_declines_is_told_once(till: Till) -> None:
    payment = await till.open()
    till.pay(payment, DECLINED)
    till.pay(payment, DECLINED)
    for event in till.simulator.events_about(payment):
        await till.deliver(event)
    till.pay(payment)
    await till.settle(payment)

    first, second, succeeded = await till.told(payment.id)
    assert (first.type, second.type) == ("payment.failed.v1", "payment.failed.v1")
    assert (first.data.superseded, second.data.superseded) == (True, False)
    assert first.data.reason == second.data.reason
    assert first.data.method == second.data.method == "card"
    assert succeeded.type == "payment.succeeded.v1"


async def test_money_does_not_wait_for_declines_that_cannot_be_read(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_: str) -> None:
        raise ProviderUnavailableError("The payment provider did not answer; try again.")

    payment = await till.open()
    till.pay(payment, DECLINED)
    till.pay(payment)
    monkeypatch.setattr(till.deps.provider, "declines", away)

    assert (await till.settle(payment)).status == "succeeded"
    assert await till.told_types(payment.id) == ["payment.succeeded.v1"]


@pytest.mark.slow
async def test_webhook_and_browser_return_race_to_one_settlement(till: Till) -> None:
    for _ in range(_RACES // _SIDE_BY_SIDE):
        await asyncio.gather(*(_race(till) for _ in range(_SIDE_BY_SIDE)))


async def _race(till: Till) -> None:
    payment = await till.open()
    await asyncio.to_thread(till.pay, payment)
    events = await asyncio.to_thread(till.simulator.events_about, payment)
    racers: list[Any] = [till.settle(payment), till.settle(payment)]
    racers += [till.deliver(event) for event in events]
    random.shuffle(racers)
    results = await asyncio.gather(*racers)
    assert all(getattr(result, "status_code", 200) == 200 for result in results)
    await assert_settled_once(till, payment)
    assert len(await asyncio.to_thread(till.simulator.captures, payment.id)) == 1


async def test_a_reading_that_is_older_than_the_row_is_read_again(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The slow reader saw the decline; meanwhile the customer paid and somebody settled."""
    payment = await till.open()
    till.pay(payment, DECLINED)
    settle_with = settlement._settle_with
    interrupted = False

    async def settle_late(deps: Any, seen: Payment, reading: Any) -> Payment | None:
        nonlocal interrupted
        if not interrupted:
            interrupted = True
            till.pay(payment)
            await settlement.settle(deps, payment.id)
        return await settle_with(deps, seen, reading)

    monkeypatch.setattr(settlement, "_settle_with", settle_late)
    settled = await till.settle(payment)
    assert settled.status == "succeeded"
    await assert_settled_once(till, payment)


async def test_a_message_of_something_we_do_not_know_is_kept_and_tried_again(till: Till) -> None:
    payment = await till.open()
    till.pay(payment)
    event = till.simulator.events_about(payment)[-1]
    await _forget_page(till, payment)
    assert (await till.deliver(event)).status_code == 200
    assert (await till.payment(payment.id)).status == "requires_payment"
    await _remember_page(till, payment)
    till.simulator.clock.advance(PATIENCE)
    await chores.handle_due_events(till.deps)
    await assert_settled_once(till, payment)


async def _forget_page(till: Till, payment: Payment) -> None:
    await _set_page(till, payment, None)


async def _remember_page(till: Till, payment: Payment) -> None:
    await _set_page(till, payment, payment.page_id)


async def _set_page(till: Till, payment: Payment, page_id: str | None) -> None:
    async with till.engine.begin() as conn:
        await conn.execute(
            sa.text("UPDATE payments SET page_id = :page WHERE id = :id"),
            {"page": page_id, "id": payment.id},
        )


async def test_a_message_is_kept_while_the_provider_is_away_and_acted_on_later(till: Till) -> None:
    payment = await till.open()
    till.pay(payment)
    event = till.simulator.events_about(payment)[-1]
    till.simulator.fault(action="reset_before", method="GET", count=0)
    assert (await till.deliver(event)).status_code == 200
    assert (await till.payment(payment.id)).status == "requires_payment"
    till.simulator.heal()
    till.close_breaker()
    till.simulator.clock.advance(PATIENCE * 2)
    await chores.handle_due_events(till.deps)
    await assert_settled_once(till, payment)


async def test_nothing_of_a_person_is_kept_of_a_message(till: Till) -> None:
    payment = await till.open()
    till.pay(payment)
    for event in till.simulator.events_about(payment):
        await till.deliver(event)
    async with till.engine.connect() as conn:
        rows = (await conn.execute(sa.text("SELECT * FROM webhook_events"))).all()
    assert "ada@example.com" not in str(rows)
    assert "Ada Lovelace" not in str(rows)
