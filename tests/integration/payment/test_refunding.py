"""Money goes back once, never more than came, and an unknown outcome is never a failure."""

import asyncio
import random

import pytest

from contracts.errors import DomainError
from contracts.ids import new_id
from core_services.payment.domain import Payment
from core_services.payment.handlers import chores, refunds
from tests.integration.payment.conftest import (
    PATIENCE,
    REFUND_FAILS_LATER,
    REFUND_SUCCEEDS_LATER,
    Till,
)

_RACES = 20


def provider_refunds(till: Till, refund_id: str) -> list[str]:
    return [
        refund["id"]
        for refund in till.simulator.book()["refunds"]
        if refund["metadata"].get("refund_id") == refund_id
    ]


async def test_a_refund_in_parts_adds_up_and_each_is_told(till: Till) -> None:
    payment = await till.paid()
    for amount in (500, 500, 999):
        await till.ask_refund(payment, amount)
    events = [e.data for e in await till.told(payment.id) if e.type == "payment.refunded.v1"]
    assert [(e.amount, e.refunded_total) for e in events] == [(500, 500), (500, 1000), (999, 1999)]
    after = await till.payment(payment.id)
    assert (after.refunded_amount, after.refund_reserved) == (1999, 1999)
    entries = [entry for entry in await till.ledger(payment.id) if entry[0] == "refund"]
    assert sum(amount for _, account, amount in entries if account == "refunds") == 1999
    assert sum(amount for *_, amount in entries) == 0


async def test_the_same_request_twice_is_one_refund(till: Till) -> None:
    payment = await till.paid()
    refund_id = new_id("ref")
    await asyncio.gather(*(till.ask_refund(payment, 500, refund_id=refund_id) for _ in range(5)))
    assert len(provider_refunds(till, refund_id)) == 1
    assert (await till.payment(payment.id)).refunded_amount == 500


@pytest.mark.slow
async def test_refunds_that_race_stay_within_what_was_captured(till: Till) -> None:
    for _ in range(_RACES):
        payment = await till.paid(1000)
        amounts = [random.choice((100, 300, 400, 700)) for _ in range(6)]
        ids = await asyncio.gather(*(till.ask_refund(payment, amount) for amount in amounts))
        done = [await till.refund(refund_id) for refund_id in ids]
        paid_back = sum(refund.amount for refund in done if refund.status == "succeeded")
        after = await till.payment(payment.id)
        assert after.refunded_amount == after.refund_reserved == paid_back <= 1000
        assert {refund.failure_reason for refund in done if refund.status == "failed"} <= {
            "exceeds-captured"
        }
        (charge,) = till.simulator.captures(payment.id)
        assert charge["amount_refunded"] == paid_back


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"amount": 2000}, "exceeds-captured"),
        ({"amount": 0}, "amount-not-positive"),
        ({"currency": "USD"}, "currency-mismatch"),
        ({"payment_id": "pay_unknown"}, "payment-unknown"),
    ],
)
async def test_a_refund_that_cannot_be_made_is_answered_so(
    till: Till, changes: dict[str, object], reason: str
) -> None:
    payment = await till.paid()
    arguments = {"amount": 500, **changes}
    amount = int(str(arguments.pop("amount")))
    refund_id = await till.ask_refund(payment, amount, **arguments)
    subject = str(changes.get("payment_id", payment.id))
    failures = [e.data for e in await till.told(subject) if e.type == "payment.refund_failed.v1"]
    assert (refund_id, reason) in [(failure.refund_id, failure.reason) for failure in failures]
    assert provider_refunds(till, refund_id) == []


async def test_an_unpaid_payment_cannot_be_refunded(till: Till) -> None:
    payment = await till.open()
    await till.ask_refund(payment, 100)
    assert await till.told_types(payment.id) == ["payment.refund_failed.v1"]


@pytest.mark.parametrize(
    "fault",
    [
        {"action": "timeout_after"},
        {"action": "timeout_before"},
        {"action": "reset_after"},
        {"action": "truncated_json"},
        {"action": "status", "status": 500, "when": "after"},
        {"action": "status", "status": 500, "when": "before"},
        {"action": "status", "status": 429},
        {"action": "status", "status": 401},
    ],
    ids=lambda fault: " ".join(str(value) for value in fault.values()),
)
async def test_an_unknown_refund_is_found_out_and_made_once(
    till: Till, fault: dict[str, object]
) -> None:
    payment = await till.paid()
    till.simulator.fault(**fault, method="POST", path="/v1/refunds", count=0)
    refund_id = await till.ask_refund(payment, 700)
    assert "payment.refund_failed.v1" not in await till.told_types(payment.id)
    till.simulator.heal()
    till.close_breaker()
    for _ in range(2):
        till.simulator.clock.advance(PATIENCE)
        await chores.push_refunds(till.deps)
    assert (await till.refund(refund_id)).status == "succeeded"
    assert len(provider_refunds(till, refund_id)) == 1
    assert (await till.told_types(payment.id)).count("payment.refunded.v1") == 1


async def test_a_pending_refund_succeeds_when_the_provider_says_so(till: Till) -> None:
    payment = await till.paid(card=REFUND_SUCCEEDS_LATER)
    refund_id = await till.ask_refund(payment, 700)
    assert (await till.refund(refund_id)).status == "pending"
    assert "payment.refunded.v1" not in await till.told_types(payment.id)
    till.simulator.clock.advance(PATIENCE * 3)
    events = [e for e in till.simulator.book()["events"] if e["type"] == "refund.updated"]
    assert (await till.deliver(events[-1])).status_code == 200
    assert (await till.refund(refund_id)).status == "succeeded"
    assert (await till.told_types(payment.id)).count("payment.refunded.v1") == 1


async def test_a_refund_that_bounces_is_taken_back_in_the_books(till: Till) -> None:
    payment = await till.paid(card=REFUND_FAILS_LATER)
    refund_id = await till.ask_refund(payment, 700)
    assert (await till.payment(payment.id)).refunded_amount == 700
    till.simulator.clock.advance(PATIENCE * 3)
    events = [e for e in till.simulator.book()["events"] if e["type"] == "refund.failed"]
    await till.deliver(events[-1])
    after = await till.payment(payment.id)
    assert (await till.refund(refund_id)).status == "failed"
    assert (after.refunded_amount, after.refund_reserved) == (0, 0)
    assert (await till.told_types(payment.id))[-2:] == [
        "payment.refunded.v1",
        "payment.refund_failed.v1",
    ]
    entries = await till.ledger(payment.id)
    assert sum(amount for _, account, amount in entries if account == "refunds") == 0


async def held(till: Till) -> Payment:
    payment = await till.open()
    till.simulator.fault(action="wrong_amount", delta=100, method="POST", path="/c/pay/*")
    till.pay(payment)
    return await till.settle(payment)


async def test_what_arrived_on_a_held_payment_can_be_given_back_once(till: Till) -> None:
    payment = await held(till)
    await refunds.return_held_funds(till.deps, payment.id)
    await refunds.return_held_funds(till.deps, payment.id)
    after = await till.payment(payment.id)
    assert (after.status, after.refunded_amount) == ("held", 2099)
    entries = await till.ledger(payment.id)
    for account in ("provider_clearing", "suspense"):
        assert sum(amount for _, name, amount in entries if name == account) == 0
    assert await till.told_types(payment.id) == ["payment.held.v1", "payment.refunded.v1"]


async def test_a_payment_that_is_not_held_has_nothing_to_give_back(till: Till) -> None:
    payment = await till.paid()
    with pytest.raises(DomainError):
        await refunds.return_held_funds(till.deps, payment.id)
