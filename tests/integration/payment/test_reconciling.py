"""The three books are compared, what was lost is settled, and what differs is named."""

import asyncio
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
import stripe

from core_services.payment.domain import Payment
from core_services.payment.ports import ProviderUnavailableError
from core_services.payment.reconciliation.reconcile import OVERDUE, reconcile
from core_services.payment.reconciliation.run import GRACE
from core_services.payment.schemas import DifferenceView
from core_services.payment.tables import RECONCILIATION_DIFFERENCES
from tests.integration.payment.conftest import API_KEY, Till


async def differences(till: Till) -> dict[tuple[str, str], DifferenceView]:
    """All that are open: the page shows the newest, and orders of other tests differ as well."""
    names = DifferenceView.__struct_fields__
    columns = [RECONCILIATION_DIFFERENCES.c[name] for name in names]
    still_open = RECONCILIATION_DIFFERENCES.c.resolved_at.is_(None)
    async with till.engine.begin() as conn:
        rows = (await conn.execute(sa.select(*columns).where(still_open))).mappings().all()
    found = [msgspec.convert({name: row[name] for name in names}, DifferenceView) for row in rows]
    return {(difference.kind, difference.reference): difference for difference in found}


async def test_the_page_of_the_books_shows_what_differs_the_newest_first(till: Till) -> None:
    await till.paid()
    till.simulator.clock.advance(GRACE * 2)
    await reconcile(till.deps)

    shown = (await till.deps.views.reconciliation()).differences
    every = {each.id: each for each in (await differences(till)).values()}

    assert 0 < len(shown) == min(len(every), 200)
    assert all(every[each.id] == each for each in shown)
    seen = [each.first_seen_at for each in shown]
    assert seen == sorted((each.first_seen_at for each in every.values()), reverse=True)[:200]


async def execute(till: Till, statement: str, **values: Any) -> None:
    async with till.engine.begin() as conn:
        await conn.execute(sa.text(statement), values)


async def test_payments_whose_webhooks_never_came_are_settled(till: Till) -> None:
    payments = [await till.open() for _ in range(5)]
    for payment in payments:
        till.pay(payment)
    counts = await reconcile(till.deps)
    assert counts is not None
    assert counts.repaired >= 5
    for payment in payments:
        assert (await till.payment(payment.id)).status == "succeeded"
        assert await till.told_types(payment.id) == ["payment.succeeded.v1"]


async def test_fees_are_booked_from_the_providers_balance_once(till: Till) -> None:
    payment = await till.paid(10_000)
    for _ in range(2):
        await reconcile(till.deps)
    assert await till.ledger(payment.id) == [
        ("capture", "provider_clearing", 10_000),
        ("capture", "sales", -10_000),
        ("fee", "provider_clearing", -175),
        ("fee", "fees", 175),
    ]


async def test_the_clearing_account_is_the_providers_balance_to_the_cent(till: Till) -> None:
    payments = [await till.paid(total) for total in (1999, 5000, 100)]
    await till.ask_refund(payments[0], 700)
    await reconcile(till.deps)
    for payment in payments:
        assert payment.provider_payment_id is not None
        sources, lines = _sources(till, payment), till.simulator.latest("balance_transactions")
        net = sum(int(line["net"]) for line in lines if line["source"] in sources)
        entries = await till.ledger(payment.id)
        assert sum(a for _, name, a in entries if name == "provider_clearing") == net


def _sources(till: Till, payment: Payment) -> set[str]:
    refunds = [
        refund["id"]
        for refund in till.simulator.latest("refunds")
        if refund["payment_intent"] == payment.provider_payment_id
    ]
    return {str(payment.charge_id), *refunds}


async def test_a_refund_whose_answer_never_came_is_found(till: Till) -> None:
    payment = await till.paid()
    till.simulator.fault(action="reset_after", method="POST", path="/v1/refunds", count=0)
    refund_id = await till.ask_refund(payment, 500)
    till.simulator.heal()
    till.close_breaker()
    await reconcile(till.deps)
    assert (await till.refund(refund_id)).status == "succeeded"


async def test_a_refund_made_at_the_providers_desk_is_booked_told_and_named(till: Till) -> None:
    payment = await till.paid()
    client = stripe.StripeClient(API_KEY, base_addresses={"api": till.simulator.url})
    refund = await asyncio.to_thread(
        client.v1.refunds.create,
        {"payment_intent": str(payment.provider_payment_id), "amount": 300},
    )
    till.simulator.clock.advance(GRACE)
    for _ in range(2):
        await reconcile(till.deps)
    found = await differences(till)
    difference = found["refund-made-elsewhere", refund.id]
    assert (difference.order_id, difference.actual) == (payment.order_id, 300)
    assert ("refund-differs", refund.id) not in found
    assert payment.order_id not in {d.order_id for (kind, _), d in found.items() if "move" in kind}
    assert (await till.payment(payment.id)).refunded_amount == 300
    assert await till.told_types(payment.id) == ["payment.succeeded.v1", "payment.refunded.v1"]


async def test_a_charge_without_a_page_is_named(till: Till) -> None:
    client = stripe.StripeClient(API_KEY, base_addresses={"api": till.simulator.url})
    await asyncio.to_thread(
        client.v1.payment_intents.create,
        {"amount": 4200, "currency": "eur", "payment_method": "pm_card_visa", "confirm": True},
    )
    till.simulator.clock.advance(GRACE * 2)
    await reconcile(till.deps)
    unexplained = [d for (kind, _), d in (await differences(till)).items() if "unex" in kind]
    assert 4200 in {difference.actual for difference in unexplained}


async def test_a_capture_that_the_ledger_lost_is_named_with_its_order_and_resolved(
    till: Till,
) -> None:
    payment = await till.paid()
    await execute(till, "ALTER TABLE ledger_transactions DISABLE TRIGGER USER")
    await execute(
        till,
        "UPDATE ledger_transactions SET reference = :hidden WHERE reference = :id",
        hidden=f"hidden-{payment.id}",
        id=payment.id,
    )
    till.simulator.clock.advance(GRACE)
    await reconcile(till.deps)
    found = {d.order_id for (kind, _), d in (await differences(till)).items() if "movement" in kind}
    assert payment.order_id in found
    await execute(
        till,
        "UPDATE ledger_transactions SET reference = :id WHERE reference = :hidden",
        hidden=f"hidden-{payment.id}",
        id=payment.id,
    )
    await execute(till, "ALTER TABLE ledger_transactions ENABLE TRIGGER USER")
    await reconcile(till.deps)
    found = {d.order_id for (kind, _), d in (await differences(till)).items() if "movement" in kind}
    assert payment.order_id not in found


async def test_a_capture_that_the_provider_does_not_know_is_named(till: Till) -> None:
    payment = await till.open()
    await execute(
        till,
        "UPDATE payments SET status = 'succeeded', captured_amount = amount,"
        " captured_currency = currency WHERE id = :id",
        id=payment.id,
    )
    await reconcile(till.deps)
    difference = (await differences(till))["capture-differs", payment.id]
    assert (difference.expected, difference.actual) == (1999, 0)
    assert difference.order_id == payment.order_id


async def test_a_held_payment_stays_on_the_list(till: Till) -> None:
    payment = await till.open()
    till.simulator.fault(action="wrong_amount", delta=100, method="POST", path="/c/pay/*")
    till.pay(payment)
    for _ in range(2):
        await reconcile(till.deps)
        difference = (await differences(till))["payment-held", payment.id]
        assert (difference.expected, difference.actual) == (1999, 2099)


async def test_an_order_that_does_not_know_it_is_paid_is_named_until_it_does(till: Till) -> None:
    await execute(till, "UPDATE payments SET order_agrees = true")  # those of other tests
    order = till.orders.add()
    payment = await till.open(order)
    till.pay(payment)
    await till.settle(payment)
    till.simulator.clock.advance(GRACE * 2)
    await reconcile(till.deps)
    assert ("order-not-paid", payment.id) in await differences(till)
    till.orders.add(id=order.id, customer_id=order.customer_id, status="paid")
    await reconcile(till.deps)
    assert ("order-not-paid", payment.id) not in await differences(till)


async def test_money_on_a_page_that_we_do_not_know_is_named(till: Till) -> None:
    payment = await till.paid()
    await execute(
        till, "UPDATE payments SET page_id = :other WHERE id = :id", id=payment.id, other="cs_gone"
    )
    await reconcile(till.deps)
    difference = (await differences(till))["unknown-page", str(payment.page_id)]
    assert difference.actual == 1999
    await execute(
        till,
        "UPDATE payments SET page_id = :page WHERE id = :id",
        id=payment.id,
        page=payment.page_id,
    )
    await reconcile(till.deps)
    assert ("unknown-page", str(payment.page_id)) not in await differences(till)


async def test_only_one_reconciler_runs_at_a_time(till: Till) -> None:
    results = await asyncio.gather(*(reconcile(till.deps) for _ in range(3)))
    assert sum(result is not None for result in results) == 1


async def test_a_run_that_could_not_read_the_book_says_so_and_the_next_one_runs(till: Till) -> None:
    till.simulator.fault(action="reset_before", method="GET", path="/v1/refunds", count=0)
    with pytest.raises(ProviderUnavailableError):
        await reconcile(till.deps)
    broken = (await till.deps.views.reconciliation()).runs[0]
    assert broken.outcome == "broken"
    till.simulator.heal()
    till.close_breaker()
    assert await reconcile(till.deps) is not None


async def test_a_run_whose_process_died_is_taken_over(till: Till) -> None:
    async with till.deps.store.transaction() as books:
        now = till.deps.clock.now()
        assert await books.start_run(now, now) is not None
    assert await reconcile(till.deps) is None
    till.simulator.clock.advance(OVERDUE * 2)
    assert await reconcile(till.deps) is not None


async def test_a_difference_that_a_person_explained_is_closed_for_good(till: Till) -> None:
    payment = await till.open()
    till.simulator.fault(action="wrong_amount", delta=100, method="POST", path="/c/pay/*")
    till.pay(payment)
    await reconcile(till.deps)
    difference = (await differences(till))["payment-held", payment.id]
    closed = await till.deps.views.resolve_difference(difference.id, "Looked at it.")
    assert closed.resolved_at is not None
    assert closed.explanation == "Looked at it."
    await reconcile(till.deps)
    assert ("payment-held", payment.id) not in await differences(till)


async def test_every_account_sums_to_zero_with_the_others(till: Till) -> None:
    await till.paid()
    balances = (await till.deps.views.reconciliation()).balances
    currencies = {balance.currency for balance in balances}
    for currency in currencies:
        assert sum(b.balance for b in balances if b.currency == currency) == 0
