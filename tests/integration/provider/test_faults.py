"""Scripted faults, met by the real library: the effect is always known from the book."""

import time
from typing import Any

import httpx
import pytest
import stripe

from tests.integration.provider.conftest import API_KEY, Provider, Shop


def _refund(shop: Shop, intent: str, key: str = "refund-1", **options: Any) -> Any:
    params: Any = {"payment_intent": intent, "amount": 1_000}
    client = shop.provider.client(**options)
    return client.v1.refunds.create(params, {"idempotency_key": key})


@pytest.mark.parametrize("action", ["timeout_after", "reset_after"])
def test_the_effect_happened_although_no_answer_came(shop: Shop, action: str) -> None:
    intent = shop.paid_session().payment_intent
    shop.provider.script(action=action, method="POST", path="/v1/refunds")
    with pytest.raises(stripe.APIConnectionError):
        _refund(shop, intent, timeout=0.5)
    assert len(shop.provider.book()["refunds"]) == 1
    replayed = _refund(shop, intent)
    assert replayed.last_response.headers["Idempotent-Replayed"] == "true"
    assert len(shop.provider.book()["refunds"]) == 1


@pytest.mark.parametrize("action", ["timeout_before", "reset_before"])
def test_nothing_happened_and_no_answer_came(shop: Shop, action: str) -> None:
    intent = shop.paid_session().payment_intent
    shop.provider.script(action=action, method="POST", path="/v1/refunds")
    with pytest.raises(stripe.APIConnectionError):
        _refund(shop, intent, timeout=0.5)
    assert shop.provider.book()["refunds"] == []
    assert _refund(shop, intent).status == "succeeded"


def test_a_reset_is_a_reset(shop: Shop) -> None:
    shop.provider.script(action="reset_before", path="/v1/balance")
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        shop.provider.http.get("/v1/balance", auth=(API_KEY, ""))


def test_the_library_retries_a_lost_answer_into_one_effect(shop: Shop) -> None:
    intent = shop.paid_session().payment_intent
    shop.provider.script(action="reset_after", method="POST", path="/v1/refunds", count=2)
    assert _refund(shop, intent, retries=3).amount == 1_000
    assert len(shop.provider.book()["refunds"]) == 1


def test_a_failure_after_the_effect_is_replayed_for_its_key(shop: Shop) -> None:
    intent = shop.paid_session().payment_intent
    shop.provider.script(action="status", when="after", status=500, path="/v1/refunds")
    for _ in range(2):
        with pytest.raises(stripe.APIError) as failed:
            _refund(shop, intent, retries=2)
        assert failed.value.http_status == 500
        assert (failed.value.headers or {})["Stripe-Should-Retry"] == "false"
    assert len(shop.provider.book()["refunds"]) == 1


def test_a_failure_before_the_effect_leaves_the_key_free(shop: Shop) -> None:
    intent = shop.paid_session().payment_intent
    shop.provider.script(action="status", status=503, path="/v1/refunds")
    with pytest.raises(stripe.APIError):
        _refund(shop, intent)
    assert shop.provider.book()["refunds"] == []
    assert _refund(shop, intent).amount == 1_000


def test_rate_limits_are_told_as_stripe_tells_them(shop: Shop) -> None:
    shop.provider.script(action="status", status=429, count=2, path="/v1/balance")
    for _ in range(2):
        with pytest.raises(stripe.RateLimitError):
            shop.stripe.v1.balance.retrieve()
    assert shop.stripe.v1.balance.retrieve().object == "balance"


def test_latency_is_added(shop: Shop) -> None:
    shop.provider.script(action="latency", latency_ms=300, path="/v1/balance")
    begin = time.monotonic()
    shop.stripe.v1.balance.retrieve()
    assert time.monotonic() - begin >= 0.3


def test_a_wrong_amount_can_be_told(shop: Shop) -> None:
    session = shop.paid_session(4_900)
    shop.provider.script(action="wrong_amount", delta=-1_000, path="/v1/checkout/sessions/*")
    told = shop.stripe.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    intent: Any = told.payment_intent
    assert (told.amount_total, intent.amount_received) == (3_900, 3_900)
    assert shop.provider.book()["charges"][0]["amount"] == 4_900


def test_a_wrong_amount_can_really_be_taken(shop: Shop) -> None:
    session = shop.session(4_900)
    shop.provider.script(action="wrong_amount", delta=-4_800, method="POST", path="/c/pay/*")
    assert shop.pay(session.id).status_code == 303
    book = shop.provider.book()
    assert book["sessions"][0]["amount_total"] == 4_900
    assert book["payment_intents"][0]["amount_received"] == 100 == book["charges"][0]["amount"]


def test_an_unknown_status_can_be_told(shop: Shop) -> None:
    session = shop.paid_session()
    shop.provider.script(action="unknown_status", value="quantum", path="/v1/checkout/sessions/*")
    told = shop.stripe.v1.checkout.sessions.retrieve(session.id)
    assert (told.status, told.payment_status) == ("quantum", "quantum")
    assert shop.stripe.v1.checkout.sessions.retrieve(session.id).status == "complete"


def test_truncated_json_reaches_the_library(shop: Shop) -> None:
    session = shop.session()
    shop.provider.script(action="truncated_json", path="/v1/checkout/sessions/*")
    with pytest.raises(stripe.APIError, match="Invalid response body"):
        shop.stripe.v1.checkout.sessions.retrieve(session.id)


def test_the_page_can_lose_its_answer_after_the_payment(shop: Shop) -> None:
    session = shop.session()
    shop.provider.script(action="reset_after", method="POST", path="/c/pay/*")
    with pytest.raises(httpx.HTTPError):
        shop.pay(session.id)
    assert shop.stripe.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"
    assert shop.pay(session.id).status_code == 409


def test_a_rule_meets_the_nth_match_and_then_so_many(shop: Shop) -> None:
    fault_id = shop.provider.script(action="status", status=500, path="/v1/balance", nth=2, count=2)
    statuses = [
        shop.provider.http.get("/v1/balance", auth=(API_KEY, "")).status_code for _ in range(5)
    ]
    assert statuses == [200, 500, 500, 200, 200]
    listed = shop.provider.http.get("/_simulator/faults").json()["faults"]
    assert [(rule["id"], rule["seen"], rule["hits"]) for rule in listed] == [(fault_id, 5, 2)]


def test_rules_can_be_taken_back(shop: Shop) -> None:
    first = shop.provider.script(action="status", path="/v1/balance", count=0)
    shop.provider.script(action="status", path="/v1/charges", count=0)
    assert shop.provider.http.delete(f"/_simulator/faults/{first}").json() == {"removed": 1}
    assert shop.stripe.v1.balance.retrieve().object == "balance"
    assert shop.provider.http.delete("/_simulator/faults").json() == {"removed": 1}
    assert shop.stripe.v1.charges.list().data == []


@pytest.mark.parametrize(
    "rule", [{}, {"action": "explode"}, {"action": "status", "typo": 1}, {"webhook": "*"}]
)
def test_a_rule_that_cannot_be_kept_is_refused(provider: Provider, rule: dict[str, Any]) -> None:
    answer = provider.http.post("/_simulator/faults", json=rule)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_a_page_in_a_browser_cannot_script_faults(provider: Provider) -> None:
    answer = provider.http.post(
        "/_simulator/faults", content='{"action":"status"}', headers={"Content-Type": "text/plain"}
    )
    assert answer.status_code == 415
