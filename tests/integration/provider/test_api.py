"""The manners of the API: shapes, errors, lists, keys, idempotency."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
import stripe

from tests.integration.provider.conftest import API_KEY, Provider, Shop

_OMITTED_UNTIL_PRESENT = {
    "deleted", "line_items", "refunds", "secret", "account", "context", "hooks", "payment_details",
    "managed_payments", "presentment_details", "level3", "authorization_code", "failure_reason",
    "failure_balance_transaction", "description", "instructions_email", "next_action",
    "pending_reason", "payment_record", "allowed_payment_method_types", "redirect_on_completion",
    "return_url", "tax_id_collection", "transfer",
}  # fmt: skip


def test_objects_have_the_fields_that_the_library_declares(shop: Shop) -> None:
    session = shop.paid_session()
    v1 = shop.stripe.v1
    intent = v1.payment_intents.retrieve(session.payment_intent)
    charge = v1.charges.retrieve(str(intent.latest_charge))
    refund = v1.refunds.create({"charge": charge.id})
    line = v1.balance_transactions.retrieve(str(refund.balance_transaction))
    event = v1.events.list({"limit": 1}).data[0]
    for document in (session, intent, charge, refund, line, event):
        assert document.to_dict()["object"] == type(document).OBJECT_NAME
        declared = {k for k in type(document).__annotations__ if k != "OBJECT_NAME"}
        assert declared - _OMITTED_UNTIL_PRESENT - set(document.to_dict()) == set()
        assert not any(key.startswith("_") for key in document.to_dict())


def test_an_answer_carries_stripes_headers(provider: Provider) -> None:
    answer = provider.http.get(
        "/v1/balance",
        headers={"Authorization": f"Bearer {API_KEY}", "Stripe-Version": "2026-01-01"},
    )
    assert answer.headers["Request-Id"].startswith("req_")
    assert answer.headers["Stripe-Version"] == "2026-01-01"


@pytest.mark.parametrize("key", ["", "pk_test_x", "sk_live_abcdefgh", "nonsense"])
def test_only_a_test_secret_key_is_let_in(provider: Provider, key: str) -> None:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    answer = provider.http.get("/v1/balance", headers=headers)
    assert answer.status_code == 401
    assert answer.json()["error"]["type"] == "invalid_request_error"


def test_a_provider_with_a_key_of_its_own_takes_no_other(
    start_provider: Callable[..., Provider],
) -> None:
    provider = start_provider("--api-key=sk_test_the_one")
    with pytest.raises(stripe.AuthenticationError) as refused:
        provider.client().v1.balance.retrieve()
    assert "sk_test_the_one" not in str(refused.value)
    assert provider.http.get("/v1/balance", auth=("sk_test_the_one", "")).status_code == 200


def test_another_host_name_is_refused(provider: Provider) -> None:
    answer = provider.http.get("/_simulator/health", headers={"Host": "evil.example"})
    assert answer.status_code == 400


def test_an_unknown_object_is_missing(shop: Shop) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        shop.stripe.v1.payment_intents.retrieve("pi_none")
    assert (refused.value.http_status, refused.value.code) == (404, "resource_missing")
    assert str(refused.value.user_message) == "No such payment_intent: 'pi_none'"


def test_an_unknown_path_is_unrecognized(provider: Provider) -> None:
    answer = provider.http.get("/v1/nothing", auth=(API_KEY, ""))
    assert answer.status_code == 404
    assert "Unrecognized request URL (GET: /v1/nothing)" in answer.json()["error"]["message"]


def test_lists_are_paged_newest_first(shop: Shop) -> None:
    ids = [shop.session().id for _ in range(7)]
    first = shop.stripe.v1.checkout.sessions.list({"limit": 3})
    assert ([s.id for s in first.data], first.has_more) == (ids[:-4:-1], True)
    assert [s.id for s in first.auto_paging_iter()] == ids[::-1]
    back = shop.stripe.v1.checkout.sessions.list({"limit": 2, "ending_before": ids[0]})
    assert [s.id for s in back.data] == [ids[2], ids[1]]


def test_lists_are_filtered(shop: Shop) -> None:
    paid, unpaid = shop.paid_session(), shop.session()
    sessions = shop.stripe.v1.checkout.sessions
    found = sessions.list({"payment_intent": str(paid.payment_intent)})
    assert [session.id for session in found.data] == [paid.id]
    assert [session.id for session in sessions.list({"status": "open"}).data] == [unpaid.id]
    assert sessions.list({"created": {"gt": unpaid.created}}).data == []
    assert len(sessions.list({"created": {"gte": paid.created}}).data) == 2


def test_what_cannot_be_expanded_is_refused(shop: Shop) -> None:
    session = shop.session()
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        shop.stripe.v1.checkout.sessions.retrieve(session.id, {"expand": ["nothing"]})
    listed = shop.stripe.v1.checkout.sessions.list({"expand": ["data.line_items"]})
    assert listed.data[0].line_items is not None


def test_metadata_is_merged_and_emptied(shop: Shop) -> None:
    session = shop.session(metadata={"a": "1", "b": "2"})
    changed = shop.stripe.v1.checkout.sessions.update(session.id, {"metadata": {"a": "", "c": "3"}})
    assert changed.metadata is not None
    assert changed.metadata.to_dict() == {"b": "2", "c": "3"}


def test_a_charge_can_be_made_without_a_session(shop: Shop) -> None:
    intents = shop.stripe.v1.payment_intents

    def create(method: str) -> stripe.PaymentIntent:
        return intents.create(
            {"amount": 700, "currency": "eur", "confirm": True, "payment_method": method}
        )

    intent = create("pm_card_visa")
    assert (intent.status, intent.amount_received) == ("succeeded", 700)
    with pytest.raises(stripe.CardError) as declined:
        create("pm_card_chargeDeclined")
    assert (declined.value.code, declined.value.http_status) == ("card_declined", 402)
    assert declined.value.error is not None
    failed: Any = declined.value.error.payment_intent
    assert intents.retrieve(failed.id).status == "requires_payment_method"
    assert intents.confirm(failed.id, {"payment_method": "pm_card_visa"}).status == "succeeded"
    with pytest.raises(stripe.InvalidRequestError) as refused:
        intents.cancel(intent.id)
    assert refused.value.code == "payment_intent_unexpected_state"


# Idempotency, as Stripe's v1 API documents it.


def _refund(provider: Provider, intent: str, key: str, **params: str) -> httpx.Response:
    return provider.http.post(
        "/v1/refunds",
        data={"payment_intent": intent, **params},
        headers={"Idempotency-Key": key},
        auth=(API_KEY, ""),
    )


def test_the_same_key_gives_the_same_answer(shop: Shop) -> None:
    intent = shop.paid_session().payment_intent
    first = _refund(shop.provider, intent, "k1", amount="100")
    again = _refund(shop.provider, intent, "k1", amount="100")
    assert again.content == first.content
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.headers["Original-Request"] == first.headers["Request-Id"]
    assert len(shop.provider.book()["refunds"]) == 1


def test_fifty_concurrent_calls_with_one_key_have_one_effect(shop: Shop) -> None:
    intent = shop.paid_session().payment_intent
    shop.provider.script(action="latency", path="/v1/refunds", latency_ms=150)
    with ThreadPoolExecutor(50) as pool:
        answers = list(
            pool.map(lambda _: _refund(shop.provider, intent, "k50", amount="100"), range(50))
        )
    statuses = {answer.status_code for answer in answers}
    assert statuses <= {200, 409}
    assert len({a.content for a in answers if a.status_code == 200}) == 1
    conflicts = [answer for answer in answers if answer.status_code == 409]
    assert conflicts
    assert all(c.json()["error"]["code"] == "idempotency_key_in_use" for c in conflicts)
    assert len(shop.provider.book()["refunds"]) == 1


def test_the_library_rides_out_a_key_in_use(shop: Shop) -> None:
    intent = shop.paid_session().payment_intent
    shop.provider.script(action="latency", path="/v1/refunds", latency_ms=300)
    client = shop.provider.client(retries=5)

    def refund(_: int) -> str:
        params: Any = {"payment_intent": intent, "amount": 100}
        return client.v1.refunds.create(params, {"idempotency_key": "k-lib"}).id

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(refund, range(8)))) == 1


def test_a_key_is_bound_to_its_parameters_and_its_endpoint(shop: Shop) -> None:
    intent = shop.paid_session().payment_intent
    _refund(shop.provider, intent, "k2", amount="100")
    other_amount = _refund(shop.provider, intent, "k2", amount="200")
    assert other_amount.status_code == 400
    assert other_amount.json()["error"]["type"] == "idempotency_error"
    params: Any = {"mode": "payment"}
    with pytest.raises(stripe.IdempotencyError, match="same endpoint"):
        shop.stripe.v1.checkout.sessions.create(params, {"idempotency_key": "k2"})
    counts = shop.provider.book()["requests"]
    assert counts["idempotency_mismatches"] == 2


def test_a_refusal_by_validation_burns_no_key(shop: Shop) -> None:
    intent = shop.paid_session().payment_intent
    assert _refund(shop.provider, intent, "k3", amount="-1").status_code == 400
    assert _refund(shop.provider, intent, "k3", amount="100").status_code == 200


def test_a_refusal_by_state_is_kept_under_its_key(shop: Shop) -> None:
    intent = shop.paid_session(4_900).payment_intent
    refused = _refund(shop.provider, intent, "k4", amount="5000")
    again = _refund(shop.provider, intent, "k4", amount="5000")
    assert (refused.status_code, again.status_code) == (400, 400)
    assert again.headers["Idempotent-Replayed"] == "true"


def test_a_key_may_be_used_anew_after_a_day(shop: Shop) -> None:
    intent = shop.paid_session().payment_intent
    first = _refund(shop.provider, intent, "k5", amount="100").json()
    shop.provider.advance(25 * 60 * 60)
    assert _refund(shop.provider, intent, "k5", amount="100").json()["id"] != first["id"]


def test_a_write_without_a_key_is_counted(shop: Shop) -> None:
    before = shop.provider.book()["requests"]["unkeyed_posts"]
    shop.provider.http.post("/v1/refunds", data={}, auth=(API_KEY, ""))
    assert shop.provider.book()["requests"]["unkeyed_posts"] == before + 1
