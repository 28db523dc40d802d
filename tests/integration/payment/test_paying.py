"""From an order to money: opening, paying, settling."""

import asyncio
from dataclasses import replace

import pytest

from contracts.errors import NotFoundError
from core_services.payment.domain import AlreadyPaidError, NothingToPayError, PaymentHeldError
from core_services.payment.handlers import chores, opening
from core_services.payment.handlers.opening import PaymentRefusedError
from core_services.payment.ports import ProviderUnavailableError
from tests.integration.payment.conftest import CHALLENGE, DECLINED, PATIENCE, Till


async def test_a_paid_page_settles_once_with_its_ledger_entries_and_its_event(till: Till) -> None:
    payment = await till.open()
    till.pay(payment)
    for _ in range(3):
        settled = await till.settle(payment)
        assert (settled.status, settled.captured_amount) == ("succeeded", 1999)
    assert await till.told_types(payment.id) == ["payment.succeeded.v1"]
    (event,) = await till.told(payment.id)
    assert (event.data.amount, event.data.currency, event.data.method) == (1999, "EUR", "card")
    assert await till.ledger(payment.id) == [
        ("capture", "provider_clearing", 1999),
        ("capture", "sales", -1999),
    ]
    assert len(till.simulator.captures(payment.id)) == 1


async def test_a_declined_card_is_told_and_the_page_takes_another(till: Till) -> None:
    payment = await till.open()
    till.pay(payment, DECLINED)
    declined = await till.settle(payment)
    assert (declined.status, declined.failure_reason) == ("failed", "generic_decline")
    await till.settle(payment)
    till.pay(payment, DECLINED)
    await till.settle(payment)
    till.pay(payment)
    assert (await till.settle(payment)).status == "succeeded"
    assert await till.told_types(payment.id) == [
        "payment.failed.v1",
        "payment.failed.v1",
        "payment.succeeded.v1",
    ]
    assert {event.data.method for event in await till.told(payment.id)} == {"card"}


@pytest.mark.parametrize(("outcome", "status"), [("complete", "succeeded"), ("fail", "failed")])
async def test_a_challenge_is_waited_for(till: Till, outcome: str, status: str) -> None:
    payment = await till.open()
    till.pay(payment, CHALLENGE)
    assert (await till.settle(payment)).status == "requires_payment"
    assert payment.page_id is not None
    till.simulator.authenticate(payment.page_id, outcome)
    assert (await till.settle(payment)).status == status


async def test_a_failed_challenge_is_told_once(till: Till) -> None:
    payment = await till.open()
    till.pay(payment, CHALLENGE)
    assert payment.page_id is not None
    till.simulator.authenticate(payment.page_id, "fail")
    for _ in range(3):
        await till.settle(payment)
    (failed,) = await till.told(payment.id)
    assert (failed.type, failed.data.method) == ("payment.failed.v1", "card")


async def test_the_same_key_gets_the_same_answer_byte_for_byte(till: Till) -> None:
    order = till.orders.add()
    command = till.command(order)
    first = await opening.open_payment(till.deps, command)
    payment = await till.payment(str(first.resource_id))
    till.pay(payment)
    await till.settle(payment)
    again = await opening.open_payment(till.deps, command)
    assert (again.body, again.status) == (first.body, 201)


async def test_two_tabs_get_the_same_page_and_cannot_pay_twice(till: Till) -> None:
    order = till.orders.add()
    commands = [till.command(order) for _ in range(6)]
    answers = await asyncio.gather(
        *(opening.open_payment(till.deps, command) for command in commands)
    )
    assert len({answer.resource_id for answer in answers}) == 1
    pages = till.simulator.pages(order.id)
    assert len(pages) == 1
    payment = await till.payment(str(answers[0].resource_id))
    till.pay(payment)
    assert till.pay(payment).status_code == 409
    await till.settle(payment)
    with pytest.raises(AlreadyPaidError):
        await till.open(order)
    assert len(till.simulator.captures(payment.id)) == 1


async def test_the_same_key_at_once_is_one_payment(till: Till) -> None:
    order = till.orders.add()
    command = till.command(order)
    answers = await asyncio.gather(*(opening.open_payment(till.deps, command) for _ in range(5)))
    assert len({answer.body for answer in answers}) == 1


async def test_another_persons_order_is_not_there(till: Till) -> None:
    order = till.orders.add()
    other = till.orders.add()
    command = till.command(other)
    with pytest.raises(NotFoundError):
        await opening.open_payment(till.deps, replace(command, order_id=order.id))


async def test_a_free_order_has_nothing_to_pay(till: Till) -> None:
    with pytest.raises(NothingToPayError):
        await till.open(till.orders.add(total=0))


@pytest.mark.parametrize(
    ("currency", "total"), [("EUR", 20), ("KWD", 12_345)], ids=["too little", "too fine"]
)
async def test_what_the_provider_cannot_charge_is_refused_for_good(
    till: Till, currency: str, total: int
) -> None:
    order = till.orders.add(currency=currency, total=total)
    with pytest.raises(PaymentRefusedError):
        await till.open(order)
    async with till.deps.store.transaction() as books:
        assert await books.live_payment(order.id) is None


@pytest.mark.parametrize(("currency", "total"), [("JPY", 2500), ("KWD", 12_340)])
async def test_other_exponents_are_charged_exactly(till: Till, currency: str, total: int) -> None:
    payment = await till.open(till.orders.add(currency=currency, total=total))
    till.pay(payment)
    settled = await till.settle(payment)
    assert (settled.status, settled.captured_amount) == ("succeeded", total)


# -- what the provider does to us


@pytest.mark.parametrize("action", ["timeout_after", "reset_after", "truncated_json"])
async def test_an_answer_that_was_lost_once_is_asked_for_again_under_the_same_key(
    till: Till, action: str
) -> None:
    till.simulator.fault(action=action, method="POST", path="/v1/checkout/sessions")
    order = till.orders.add()
    payment = await till.open(order)
    assert payment.page_url is not None
    pages = till.simulator.pages(order.id)
    assert len(pages) == 1


async def test_an_unknown_outcome_keeps_the_payment_and_the_same_key_resumes_it(
    till: Till,
) -> None:
    order = till.orders.add()
    till.simulator.fault(action="reset_after", method="POST", path="/v1/checkout/sessions", count=0)
    with pytest.raises(ProviderUnavailableError):
        await till.open(order, key="resume-me")
    till.simulator.heal()
    payment = await till.open(order, key="resume-me")
    pages = till.simulator.pages(order.id)
    assert [page["id"] for page in pages] == [payment.page_id]


async def test_an_error_that_the_provider_would_replay_gets_a_new_key(till: Till) -> None:
    order = till.orders.add()
    till.simulator.fault(
        action="status", status=500, when="after", method="POST", path="/v1/checkout/sessions"
    )
    with pytest.raises(ProviderUnavailableError):
        await till.open(order)
    payment = await till.open(order)
    till.pay(payment)
    assert (await till.settle(payment)).status == "succeeded"


async def test_the_worker_finishes_what_a_crash_left_without_a_page(till: Till) -> None:
    order = till.orders.add()
    till.simulator.fault(action="reset_after", method="POST", path="/v1/checkout/sessions", count=0)
    with pytest.raises(ProviderUnavailableError):
        await till.open(order)
    till.simulator.heal()
    till.simulator.clock.advance(PATIENCE)
    await chores.resume_openings(till.deps)
    async with till.deps.store.transaction() as books:
        payment = await books.live_payment(order.id)
    assert payment is not None
    assert payment.page_id is not None


@pytest.mark.parametrize(
    "fault",
    [
        {"action": "timeout_after"},
        {"action": "reset_before"},
        {"action": "truncated_json"},
        {"action": "status", "status": 500},
        {"action": "status", "status": 429},
        {"action": "status", "status": 401},
    ],
    ids=lambda fault: f"{fault['action']} {fault.get('status', '')}".strip(),
)
async def test_a_book_that_cannot_be_read_changes_nothing_and_is_read_later(
    till: Till, fault: dict[str, object]
) -> None:
    payment = await till.open()
    till.pay(payment)
    till.simulator.fault(**fault, method="GET", count=0)
    with pytest.raises(ProviderUnavailableError):
        await till.settle(payment)
    assert await till.payment(payment.id) == payment
    till.simulator.heal()
    till.close_breaker()
    assert (await till.settle(payment)).status == "succeeded"
    assert await till.told_types(payment.id) == ["payment.succeeded.v1"]


async def test_a_state_that_we_do_not_know_moves_nothing(till: Till) -> None:
    payment = await till.open()
    till.pay(payment)
    till.simulator.fault(action="unknown_status", method="GET", path="/v1/checkout/sessions/*")
    assert (await till.settle(payment)).status == "requires_payment"
    assert (await till.settle(payment)).status == "succeeded"


@pytest.mark.parametrize("delta", [100, -100])
async def test_a_wrong_amount_is_held_and_never_paid(till: Till, delta: int) -> None:
    payment = await till.open()
    till.simulator.fault(action="wrong_amount", delta=delta, method="POST", path="/c/pay/*")
    till.pay(payment)
    for _ in range(2):
        held = await till.settle(payment)
    assert (held.status, held.hold_reason) == ("held", "amount-mismatch")
    assert await till.told_types(payment.id) == ["payment.held.v1"]
    assert await till.ledger(payment.id) == [
        ("held_capture", "provider_clearing", 1999 + delta),
        ("held_capture", "suspense", -1999 - delta),
    ]
    with pytest.raises(PaymentHeldError):
        await till.open(till.orders.orders[payment.order_id])


async def test_a_page_for_another_amount_is_never_handed_out(till: Till) -> None:
    order = till.orders.add()
    till.simulator.fault(action="wrong_amount", method="POST", path="/v1/checkout/sessions")
    with pytest.raises(PaymentHeldError):
        await till.open(order)


async def test_a_payment_whose_page_ran_out_is_closed_and_another_can_be_opened(
    till: Till,
) -> None:
    order = till.orders.add()
    first = await till.open(order)
    till.simulator.clock.advance(opening.SHORTEST_PAGE)
    second = await till.open(order)
    assert second.id != first.id
    assert (await till.payment(first.id)).status == "closed"
    assert await till.told_types(first.id) == ["payment.closed.v1"]
    till.pay(second)
    assert (await till.settle(second)).status == "succeeded"
