"""A payment from session to book, over the real library and a real socket."""

import time
from typing import Any

import pytest
import stripe

from tests.integration.provider.conftest import Provider, Shop


def test_a_session_is_paid_on_its_page(shop: Shop) -> None:
    session = shop.session(4_900, customer_email="ada@example.com", metadata={"order_id": "ord_1"})
    assert session.id.startswith("cs_test_")
    assert session.url == f"{shop.provider.url}/c/pay/{session.id}"
    assert (session.status, session.payment_status) == ("open", "unpaid")
    assert session.payment_intent is None

    answer = shop.pay(session.id)
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"?session={session.id}")

    paid = shop.stripe.v1.checkout.sessions.retrieve(
        session.id, {"expand": ["line_items", "payment_intent.latest_charge.balance_transaction"]}
    )
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    intent: Any = paid.payment_intent
    assert (intent.status, intent.amount_received) == ("succeeded", 4_900)
    assert intent.metadata.to_dict() == {"payment_id": "pay_1"}
    assert intent.latest_charge.payment_method_details.card.last4 == "4242"
    assert intent.latest_charge.balance_transaction.net == 4_900 - 99
    assert paid.line_items is not None
    assert paid.line_items.data[0].amount_total == 4_900
    assert paid.customer_details is not None
    assert paid.customer_details.email == "ada@example.com"


@pytest.mark.parametrize(
    ("card", "code", "decline_code"),
    [
        ("4000000000000002", "card_declined", "generic_decline"),
        ("4000000000009995", "card_declined", "insufficient_funds"),
        ("4000000000000341", "card_declined", "generic_decline"),
        ("4000000000000069", "expired_card", "expired_card"),
        ("4000000000000127", "incorrect_cvc", "incorrect_cvc"),
    ],
)
def test_after_a_decline_the_same_session_takes_another_card(
    shop: Shop, card: str, code: str, decline_code: str
) -> None:
    session = shop.session()
    declined = shop.pay(session.id, card)
    assert declined.status_code == 402
    assert 'role="alert"' in declined.text
    assert card not in declined.text.replace('data-card="' + card, "")

    unpaid = shop.stripe.v1.checkout.sessions.retrieve(
        session.id, {"expand": ["payment_intent.latest_charge"]}
    )
    intent: Any = unpaid.payment_intent
    assert (unpaid.status, intent.status) == ("open", "requires_payment_method")
    assert intent.last_payment_error.code == code
    assert intent.last_payment_error.decline_code == decline_code
    assert (intent.latest_charge.status, intent.latest_charge.paid) == ("failed", False)

    assert shop.pay(session.id).status_code == 303
    book = shop.provider.book()
    assert [pi["status"] for pi in book["payment_intents"]] == ["succeeded"]
    assert [charge["status"] for charge in book["charges"]] == ["failed", "succeeded"]


@pytest.mark.parametrize("card", ["4000000000003220", "4000002500003155"])
def test_a_challenge_stands_between_the_card_and_the_payment(shop: Shop, card: str) -> None:
    session = shop.session()
    answer = shop.pay(session.id, card)
    assert answer.headers["Location"] == f"{shop.provider.url}/c/pay/{session.id}/authenticate"
    page = shop.provider.http.get(answer.headers["Location"])
    assert page.status_code == 200
    assert card[-4:] in page.text
    assert shop.provider.book()["payment_intents"][0]["status"] == "requires_action"
    assert shop.provider.book()["charges"] == []

    done = shop.answer_challenge(session.id, "complete")
    assert done.status_code == 303
    assert session.id in done.headers["Location"]
    charge = shop.provider.book()["charges"][0]
    assert charge["payment_method_details"]["card"]["three_d_secure"]["result"] == "authenticated"


def test_a_failed_challenge_charges_nothing_and_may_be_retried(shop: Shop) -> None:
    session = shop.session()
    shop.pay(session.id, "4000000000003220")
    failed = shop.answer_challenge(session.id, "fail")
    assert failed.status_code == 402
    intent = shop.provider.book()["payment_intents"][0]
    assert intent["status"] == "requires_payment_method"
    assert intent["last_payment_error"]["code"] == "payment_intent_authentication_failure"
    assert shop.answer_challenge(session.id, "complete").status_code == 303
    assert shop.provider.book()["charges"] == []
    assert shop.pay(session.id).status_code == 303
    assert [charge["paid"] for charge in shop.provider.book()["charges"]] == [True]


def test_a_challenge_may_end_in_a_decline(shop: Shop) -> None:
    session = shop.session()
    shop.pay(session.id, "4000008400001629")
    assert shop.answer_challenge(session.id, "complete").status_code == 402
    assert shop.provider.book()["sessions"][0]["status"] == "open"


def test_a_paid_session_takes_no_second_payment(shop: Shop) -> None:
    session = shop.paid_session()
    again = shop.pay(session.id)
    assert again.status_code == 409
    assert "already paid" in again.text
    assert session.id in again.text  # the way on to the shop
    assert len(shop.provider.book()["charges"]) == 1


def test_the_page_refuses_what_cannot_be_a_card(shop: Shop) -> None:
    session = shop.session()
    answer = shop.pay(session.id, "4242424242424241", expiry="12/20", cvc="1")
    assert answer.status_code == 422
    assert answer.text.count("aria-describedby") == 3
    assert "4242424242424241" not in answer.text
    assert shop.provider.book()["payment_intents"] == []


def test_a_real_card_is_declined_and_not_remembered(shop: Shop) -> None:
    session = shop.session()
    assert shop.pay(session.id, "4111111111111111").status_code == 402
    assert shop.provider.book()["charges"] == []


def test_no_card_number_is_ever_written_down(shop: Shop) -> None:
    numbers = ["4242424242424242", "4000000000000002", "4111111111111111", "4000000000003220"]
    for number in numbers:
        shop.pay(shop.session().id, number, cvc="987")
    shop.pay(shop.session().id, "4242424242424241")
    files = [path for path in shop.provider.directory.iterdir() if path.is_file()]
    written = b"".join(path.read_bytes() for path in files) + shop.provider.log().encode()
    for number in [*numbers, "4242424242424241"]:
        assert number.encode() not in written


def test_the_page_lets_nothing_in_from_elsewhere(shop: Shop) -> None:
    page = shop.provider.http.get(f"/c/pay/{shop.session().id}")
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"
    assert "src=" not in page.text
    assert f'href="{shop.cancel_url}"' in page.text


def test_what_the_merchant_writes_is_escaped(shop: Shop) -> None:
    name = "<script>alert(1)</script>"
    price = {"currency": "eur", "unit_amount": 100, "product_data": {"name": name}}
    session = shop.session(line_items=[{"price_data": price, "quantity": 1}])
    page = shop.provider.http.get(f"/c/pay/{session.id}")
    assert name not in page.text
    assert "&lt;script&gt;" in page.text


def test_an_unknown_session_has_no_page(provider: Provider) -> None:
    assert provider.http.get("/c/pay/cs_test_none").status_code == 404
    assert provider.http.post("/c/pay/cs_test_none", data={}).status_code == 404


def test_an_expired_session_takes_no_money(shop: Shop) -> None:
    session = shop.session()
    shop.pay(session.id, "4000000000000002")
    expired = shop.stripe.v1.checkout.sessions.expire(session.id)
    assert (expired.status, expired.url) == ("expired", None)
    assert shop.provider.book()["payment_intents"][0]["status"] == "canceled"
    assert shop.pay(session.id).status_code == 409
    assert shop.provider.http.get(f"/c/pay/{session.id}").status_code == 410
    with pytest.raises(stripe.InvalidRequestError, match="expired"):
        shop.stripe.v1.checkout.sessions.expire(session.id)


def test_a_challenge_answered_after_the_session_expired_charges_nothing(shop: Shop) -> None:
    session = shop.session()
    shop.pay(session.id, "4000000000003220")
    shop.stripe.v1.checkout.sessions.expire(session.id)
    assert shop.answer_challenge(session.id, "complete").status_code == 409
    assert shop.provider.book()["charges"] == []


def test_a_paid_session_cannot_expire(shop: Shop) -> None:
    session = shop.paid_session()
    with pytest.raises(stripe.InvalidRequestError, match="complete"):
        shop.stripe.v1.checkout.sessions.expire(session.id)


def test_a_session_expires_when_its_time_comes(shop: Shop) -> None:
    session = shop.session(expires_at=int(time.time()) + 1_800)
    shop.provider.advance(1_790)
    assert shop.stripe.v1.checkout.sessions.retrieve(session.id).status == "open"
    shop.provider.advance(20)
    assert shop.stripe.v1.checkout.sessions.retrieve(session.id).status == "expired"


@pytest.mark.parametrize(
    ("extra", "param"),
    [
        ({"expires_at": int(time.time()) + 600}, "expires_at"),
        ({"expires_at": int(time.time()) + 90_000}, "expires_at"),
        ({"mode": "subscription"}, "mode"),
        ({"success_url": "not a url"}, "success_url"),
        ({"line_items": []}, "line_items"),
        ({"customer_email": "nobody"}, "customer_email"),
        ({"payment_method_types": ["ideal"]}, "payment_method_types"),
        ({"no_such_parameter": "1"}, "no_such_parameter"),
        ({"automatic_tax": {"enabled": "true"}}, "automatic_tax[enabled]"),
    ],
)
def test_what_stripe_would_refuse_is_refused(shop: Shop, extra: dict[str, Any], param: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        shop.session(**extra)
    assert refused.value.param == param
    assert shop.provider.book()["sessions"] == []


def test_a_free_order_is_confirmed_without_a_card(shop: Shop) -> None:
    session = shop.session(0)
    page = shop.provider.http.get(f"/c/pay/{session.id}").text
    assert "card_number" not in page.split("<script")[0]
    assert shop.provider.http.post(f"/c/pay/{session.id}", data={}).status_code == 303
    done = shop.stripe.v1.checkout.sessions.retrieve(session.id)
    assert (done.status, done.payment_status) == ("complete", "no_payment_required")
    assert shop.provider.book()["charges"] == []


def test_the_intent_of_an_open_session_is_ended_through_the_session(shop: Shop) -> None:
    session = shop.session()
    shop.pay(session.id, "4000000000000002")
    intent_id = shop.provider.book()["payment_intents"][0]["id"]
    with pytest.raises(stripe.InvalidRequestError, match="Checkout Session"):
        shop.stripe.v1.payment_intents.cancel(intent_id)
