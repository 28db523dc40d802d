from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import stripe

from tests.integration.provider.conftest import Shop


def _refund(shop: Shop, session: Any, **params: Any) -> Any:
    given: Any = {"payment_intent": session.payment_intent, **params}
    return shop.stripe.v1.refunds.create(given)


def test_a_payment_is_refunded_in_parts_until_nothing_is_left(shop: Shop) -> None:
    session = shop.paid_session(4_900)
    first = _refund(shop, session, amount=1_900, reason="requested_by_customer")
    assert (first.status, first.amount) == ("succeeded", 1_900)
    assert _refund(shop, session).amount == 3_000
    charge = shop.provider.book()["charges"][0]
    assert (charge["amount_refunded"], charge["refunded"]) == (4_900, True)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        _refund(shop, session)
    assert refused.value.code == "charge_already_refunded"


def test_more_than_what_is_left_is_refused(shop: Shop) -> None:
    session = shop.paid_session(4_900)
    _refund(shop, session, amount=4_000)
    with pytest.raises(stripe.InvalidRequestError, match=r"€9\.01"):
        _refund(shop, session, amount=901)
    assert shop.provider.book()["charges"][0]["amount_refunded"] == 4_000


def test_concurrent_refunds_never_exceed_what_was_captured(shop: Shop) -> None:
    session = shop.paid_session(5_000)

    def refund(_: int) -> int:
        try:
            return int(_refund(shop, session, amount=300).amount)
        except stripe.InvalidRequestError:
            return 0

    with ThreadPoolExecutor(20) as pool:
        refunded = sum(pool.map(refund, range(40)))
    book = shop.provider.book()
    assert refunded == 4_800 == book["charges"][0]["amount_refunded"]
    assert sum(refund["amount"] for refund in book["refunds"]) == 4_800


def test_an_unpaid_intent_has_nothing_to_refund(shop: Shop) -> None:
    session = shop.session()
    shop.pay(session.id, "4000000000000002")
    open_session = shop.stripe.v1.checkout.sessions.retrieve(session.id)
    with pytest.raises(stripe.InvalidRequestError):
        _refund(shop, open_session)
    assert shop.provider.book()["refunds"] == []


def test_a_refund_may_fail_long_after_it_succeeded(shop: Shop) -> None:
    session = shop.paid_session(4_900, "4000000000005126")
    refund = _refund(shop, session, amount=1_000)
    assert refund.status == "succeeded"
    shop.provider.advance(61)
    failed = shop.stripe.v1.refunds.retrieve(refund.id)
    assert (failed.status, failed.failure_reason) == ("failed", "expired_or_canceled_card")
    book = shop.provider.book()
    assert book["charges"][0]["amount_refunded"] == 0
    assert [line["amount"] for line in book["balance_transactions"]] == [4_900, -1_000, 1_000]
    assert "refund.failed" in [event["type"] for event in book["events"]]


def test_a_refund_may_stay_pending_for_a_while(shop: Shop) -> None:
    refund = _refund(shop, shop.paid_session(4_900, "4000000000007726"))
    assert refund.status == "pending"
    shop.provider.advance(61)
    assert shop.stripe.v1.refunds.retrieve(refund.id).status == "succeeded"


def test_the_balance_is_what_the_statement_adds_up_to(shop: Shop) -> None:
    _refund(shop, shop.paid_session(10_000), amount=2_500)
    lines = shop.stripe.v1.balance_transactions.list({"limit": 10}).data
    assert [(line.type, line.amount, line.fee) for line in lines] == [
        ("refund", -2_500, 0),
        ("charge", 10_000, 175),
    ]
    balance = shop.stripe.v1.balance.retrieve()
    assert [(a.currency, a.amount) for a in balance.available] == [("eur", 7_325)]
