"""A payment goes forward only, and only where the provider's book says so."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core_services.payment import domain
from core_services.payment.domain import (
    Close,
    Decline,
    Hold,
    IntentState,
    PageState,
    Payment,
    PaymentStatus,
    Process,
    Reading,
    Refund,
    RefundStatus,
    Stay,
    Succeed,
)

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def a_payment(**changes: object) -> Payment:
    payment = Payment(
        id="pay_1",
        order_id="ord_1",
        customer_id="gst_1",
        currency="EUR",
        amount=1999,
        status=PaymentStatus.REQUIRES_PAYMENT,
        version=2,
        created_at=NOW,
        updated_at=NOW,
        page_id="cs_1",
    )
    return replace(payment, **changes)  # type: ignore[arg-type]


def a_reading(**changes: object) -> Reading:
    reading = Reading(
        page_id="cs_1", reference="pay_1", page=PageState.OPEN, page_amount=1999, currency="EUR"
    )
    return replace(reading, **changes)  # type: ignore[arg-type]


def a_capture(amount: int = 1999, currency: str = "EUR") -> Reading:
    return a_reading(
        page=PageState.COMPLETE,
        intent=IntentState.SUCCEEDED,
        intent_id="pi_1",
        received_amount=amount,
        received_currency=currency,
        charge_id="ch_1",
        method="card",
    )


def test_the_whole_amount_makes_it_succeed() -> None:
    payment, reading = a_payment(), a_capture()
    verdict = domain.judge(payment, reading)
    after = domain.apply(payment, verdict, reading, NOW)
    assert verdict == Succeed()
    assert (after.status, after.captured_amount, after.version) == ("succeeded", 1999, 3)
    assert (after.provider_payment_id, after.charge_id, after.method) == ("pi_1", "ch_1", "card")


@pytest.mark.parametrize(
    ("reading", "reason"),
    [
        (a_capture(amount=2099), "amount-mismatch"),
        (a_capture(amount=1998), "amount-mismatch"),
        (a_capture(currency="USD"), "currency-mismatch"),
        (a_reading(page_amount=1), "amount-mismatch"),
        (a_reading(currency="USD"), "currency-mismatch"),
        (a_reading(reference="pay_2"), "reference-mismatch"),
        (a_reading(page_id="cs_2"), "reference-mismatch"),
    ],
)
def test_a_contradiction_holds_the_payment_and_is_never_paid(reading: Reading, reason: str) -> None:
    for status in domain.OPEN | {PaymentStatus.CLOSED}:
        payment = a_payment(status=status)
        verdict = domain.judge(payment, reading)
        assert verdict == Hold(reason)
        assert domain.apply(payment, verdict, reading, NOW).status is PaymentStatus.HELD


def test_money_that_arrives_on_a_held_payment_is_seen_and_it_stays_held() -> None:
    payment, reading = a_payment(status=PaymentStatus.HELD), a_capture()
    verdict = domain.judge(payment, reading)
    after = domain.apply(payment, verdict, reading, NOW)
    assert verdict == Stay()
    assert (after.status, after.captured_amount) == ("held", 1999)


def test_a_declined_attempt_is_told_once_and_the_next_one_again() -> None:
    payment = a_payment()
    first = a_reading(intent=IntentState.WAITING, failed_charge="ch_1", failure_reason="declined")
    second = replace(first, failed_charge="ch_2", failure_reason="lost_card", method="card")
    after = domain.apply(payment, domain.judge(payment, first), first, NOW)
    assert after.status is PaymentStatus.FAILED
    assert domain.judge(after, first) == Stay()
    assert domain.judge(after, second) == Decline("lost_card", "ch_2", "card")


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        (a_reading(page=PageState.EXPIRED), Close()),
        (a_reading(intent=IntentState.CANCELLED), Close()),
        (a_reading(page=PageState.COMPLETE, intent=IntentState.PROCESSING), Process()),
        (a_reading(page=PageState.UNKNOWN), Stay()),
        (a_reading(intent=IntentState.UNKNOWN), Stay()),
        (a_reading(), Stay()),
    ],
)
def test_what_a_reading_means_for_an_open_payment(
    reading: Reading, expected: domain.Verdict
) -> None:
    assert domain.judge(a_payment(), reading) == expected


def test_a_capture_counts_even_for_a_closed_payment() -> None:
    assert domain.judge(a_payment(status=PaymentStatus.CLOSED), a_capture()) == Succeed()


@pytest.mark.parametrize("page", list(PageState))
@pytest.mark.parametrize("intent", list(IntentState))
def test_nothing_moves_a_payment_that_succeeded(page: PageState, intent: IntentState) -> None:
    payment = a_payment(status=PaymentStatus.SUCCEEDED, captured_amount=1999)
    reading = a_reading(page=page, intent=intent, page_amount=5, failed_charge="ch_9")
    assert domain.judge(payment, reading) == Stay()


READINGS = st.builds(
    a_reading,
    page=st.sampled_from(PageState),
    intent=st.sampled_from(IntentState),
    received_amount=st.sampled_from([0, 1999, 2099]),
    received_currency=st.sampled_from(["EUR", "USD"]),
    failed_charge=st.sampled_from(["", "ch_1", "ch_2"]),
)


@given(st.lists(READINGS, max_size=12))
def test_any_sequence_of_readings_takes_only_published_transitions(readings: list[Reading]) -> None:
    payment = a_payment()
    for reading in readings:
        after = domain.apply(payment, domain.judge(payment, reading), reading, NOW)
        if after.status is not payment.status:
            assert after.status in domain.PAYMENT_TRANSITIONS[payment.status]
        if after is not payment:
            assert after.version == payment.version + 1
        if after.status is PaymentStatus.SUCCEEDED:
            assert (after.captured_amount, after.captured_currency) == (1999, "EUR")
        payment = after


def test_no_transition_leads_back_to_the_beginning() -> None:
    for targets in domain.PAYMENT_TRANSITIONS.values():
        assert PaymentStatus.REQUIRES_PAYMENT not in targets


def a_refund(**changes: object) -> Refund:
    refund = Refund(
        id="ref_1",
        payment_id="pay_1",
        order_id="ord_1",
        currency="EUR",
        amount=500,
        reason="cancelled",
        status=RefundStatus.REQUESTED,
        created_at=NOW,
        updated_at=NOW,
    )
    return replace(refund, **changes)  # type: ignore[arg-type]


PAID = a_payment(status=PaymentStatus.SUCCEEDED, captured_amount=1999, captured_currency="EUR")


@pytest.mark.parametrize(
    ("payment", "currency", "amount", "refusal"),
    [
        (None, "EUR", 1, "payment-unknown"),
        (a_payment(), "EUR", 1, "payment-not-captured"),
        (PAID, "USD", 1, "currency-mismatch"),
        (PAID, "EUR", 0, "amount-not-positive"),
        (PAID, "EUR", -5, "amount-not-positive"),
        (PAID, "EUR", 2000, "exceeds-captured"),
        (replace(PAID, refund_reserved=1500), "EUR", 500, "exceeds-captured"),
        (replace(PAID, refund_reserved=1500), "EUR", 499, ""),
        (PAID, "EUR", 1999, ""),
    ],
)
def test_refunds_stay_within_what_was_captured(
    payment: Payment | None, currency: str, amount: int, refusal: str
) -> None:
    assert domain.refund_refusal(payment, currency, amount) == refusal


@given(
    st.lists(
        st.tuples(st.integers(1, 900), st.lists(st.sampled_from(RefundStatus), max_size=4)),
        max_size=8,
    )
)
def test_refund_sums_stay_true_through_any_news(
    steps: list[tuple[int, list[RefundStatus]]],
) -> None:
    payment, refunds = PAID, []
    for index, (amount, news) in enumerate(steps):
        if domain.refund_refusal(payment, "EUR", amount):
            continue
        payment = replace(payment, refund_reserved=payment.refund_reserved + amount)
        refund = a_refund(id=f"ref_{index}", amount=amount)
        for status in news:
            after = domain.move_refund(refund, status, NOW)
            payment, refund = domain.after_refund(payment, refund, after, NOW), after
        refunds.append(refund)
    done = sum(r.amount for r in refunds if r.status is RefundStatus.SUCCEEDED)
    reserved = sum(r.amount for r in refunds if r.status is not RefundStatus.FAILED)
    assert (payment.refunded_amount, payment.refund_reserved) == (done, reserved)
    assert 0 <= done <= reserved <= payment.captured_amount


def test_refunds_move_forward_only() -> None:
    for before, news in product(RefundStatus, RefundStatus):
        after = domain.move_refund(a_refund(status=before), news, NOW)
        allowed = news in domain.REFUND_TRANSITIONS[before]
        assert after.status is (news if allowed else before)


def test_a_later_attempt_has_a_key_of_its_own() -> None:
    assert domain.refund_key(a_refund()) == "ref_1"
    assert domain.refund_key(a_refund(attempt=2)) == "ref_1.2"
