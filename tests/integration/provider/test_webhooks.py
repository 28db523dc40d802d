from collections.abc import Callable
from itertools import pairwise

import pytest
import stripe

from tests.integration.provider.conftest import SECRET, Provider, Receiver, Shop, eventually

StartProvider = Callable[..., Provider]


@pytest.fixture
def hooked(start_provider: StartProvider, receiver: Receiver) -> Shop:
    """A shop whose provider posts events to the receiver, with retries a hundred times faster."""
    return Shop(
        start_provider(
            f"--webhook-url={receiver.url}",
            f"--webhook-secret={SECRET}",
            "--webhook-retry-scale=0.01",
            "--async-refund-delay=0.1",
        )
    )


def _delivered(shop: Shop) -> bool:
    return all(d["state"] != "pending" for d in shop.provider.book()["deliveries"])


def test_a_payment_is_told_in_signed_events(hooked: Shop, receiver: Receiver) -> None:
    session = hooked.paid_session()
    eventually(lambda: len(receiver.received) == 4)
    assert sorted(receiver.types()) == [
        "charge.succeeded",
        "checkout.session.completed",
        "payment_intent.created",
        "payment_intent.succeeded",
    ]
    completed = next(
        r.event for r in receiver.received if r.event.type == "checkout.session.completed"
    )
    assert completed.data.object["id"] == session.id
    assert completed.data.object["payment_status"] == "paid"
    eventually(lambda: _delivered(hooked))
    stored = hooked.stripe.v1.events.retrieve(completed.id)
    assert (stored.type, stored.pending_webhooks) == (completed.type, 0)


def test_declines_refunds_and_expiry_are_told_too(hooked: Shop, receiver: Receiver) -> None:
    declined = hooked.session()
    hooked.pay(declined.id, "4000000000000002")
    hooked.stripe.v1.checkout.sessions.expire(declined.id)
    paid = hooked.paid_session(4_900, "4000000000005126")
    hooked.stripe.v1.refunds.create({"payment_intent": str(paid.payment_intent)})
    expected = {
        "charge.failed",
        "payment_intent.payment_failed",
        "payment_intent.canceled",
        "checkout.session.expired",
        "refund.created",
        "charge.refunded",
        "refund.updated",
        "refund.failed",
    }
    eventually(lambda: expected <= set(receiver.types()))


def test_a_refused_delivery_is_tried_again_until_it_is_taken(
    hooked: Shop, receiver: Receiver
) -> None:
    receiver.answers = [500, 302, 404]
    hooked.session()
    hooked.stripe.v1.checkout.sessions.expire(hooked.session().id)
    eventually(lambda: len(receiver.received) >= 4)
    eventually(lambda: _delivered(hooked))
    assert {r.event.id for r in receiver.received} == {receiver.received[0].event.id}
    delivery = hooked.provider.book()["deliveries"][0]
    assert (delivery["state"], delivery["attempts"]) == ("delivered", 4)


def test_events_wait_for_a_receiver_that_is_gone(
    start_provider: StartProvider, receiver: Receiver
) -> None:
    provider = start_provider("--webhook-retry-scale=0.01")
    shop = Shop(provider)
    shop.stripe.v1.webhook_endpoints.create(
        {"url": "http://127.0.0.1:9/nobody", "enabled_events": ["checkout.session.completed"]}
    )
    shop.paid_session()
    delivery = eventually(lambda: [d for d in provider.book()["deliveries"] if d["attempts"]])[0]
    assert delivery["state"] == "pending"
    assert "ConnectError" in delivery["error"]


def test_an_endpoint_hears_only_what_it_asked_for(hooked: Shop, receiver: Receiver) -> None:
    endpoint = hooked.stripe.v1.webhook_endpoints.create(
        {"url": receiver.url, "enabled_events": ["charge.succeeded"]}
    )
    assert endpoint.secret is not None
    assert endpoint.secret.startswith("whsec_")
    assert hooked.stripe.v1.webhook_endpoints.retrieve(endpoint.id).to_dict().get("secret") is None
    hooked.paid_session()
    own = [d for d in hooked.provider.book()["deliveries"] if d["endpoint_id"] == endpoint.id]
    assert [d["event_type"] for d in own] == ["charge.succeeded"]
    assert hooked.stripe.v1.webhook_endpoints.delete(endpoint.id).deleted


def test_a_rolled_secret_signs_beside_the_old_one(hooked: Shop, receiver: Receiver) -> None:
    url = "/_simulator/webhook_endpoints/we_from_settings/roll_secret"
    fresh = hooked.provider.http.post(url, json={"keep_old": True}).json()["secret"]
    hooked.paid_session()
    eventually(lambda: len(receiver.received) == 4)
    assert all(r.signature.count("v1=") == 2 for r in receiver.received)
    assert fresh != SECRET


def test_an_event_can_be_delivered_again_on_request(hooked: Shop, receiver: Receiver) -> None:
    hooked.paid_session()
    eventually(lambda: len(receiver.received) == 4)
    event_id = receiver.received[0].event.id
    url = f"/_simulator/events/{event_id}/deliver"
    assert hooked.provider.http.post(url, json={"times": 3}).json() == {"queued": 3}
    eventually(lambda: len(receiver.received) == 7)
    assert [r.event.id for r in receiver.received[4:]] == [event_id] * 3


def test_a_duplicated_event_arrives_as_often_as_scripted(hooked: Shop, receiver: Receiver) -> None:
    hooked.provider.script(webhook="checkout.session.completed", action="duplicate", times=5)
    hooked.paid_session()
    eventually(lambda: receiver.types().count("checkout.session.completed") == 5)
    eventually(lambda: _delivered(hooked))
    ids = {r.event.id for r in receiver.received if r.event.type == "checkout.session.completed"}
    assert len(ids) == 1


def test_a_dropped_event_never_arrives_but_is_in_the_book(hooked: Shop, receiver: Receiver) -> None:
    hooked.provider.script(webhook="checkout.session.*", action="drop")
    hooked.paid_session()
    eventually(lambda: _delivered(hooked) and len(receiver.received) == 3)
    assert "checkout.session.completed" not in receiver.types()
    events = hooked.stripe.v1.events.list({"type": "checkout.session.completed"}).data
    assert len(events) == 1


def test_a_delayed_event_arrives_after_the_others(hooked: Shop, receiver: Receiver) -> None:
    hooked.provider.script(webhook="charge.succeeded", action="delay", delay_ms=400)
    hooked.paid_session()
    eventually(lambda: len(receiver.received) == 4)
    assert receiver.types()[-1] == "charge.succeeded"


def test_reordered_events_arrive_last_first(hooked: Shop, receiver: Receiver) -> None:
    hooked.provider.script(webhook="*", action="reorder", count=0, window_ms=1_000)
    hooked.paid_session()
    eventually(lambda: len(receiver.received) == 4)
    emitted = [event["id"] for event in hooked.provider.book()["events"]]
    assert [r.event.id for r in receiver.received] == emitted[::-1]
    assert all(earlier.at <= later.at for earlier, later in pairwise(receiver.received))


@pytest.mark.parametrize(
    "fault", [{"action": "bad_signature"}, {"action": "skewed_time", "skew_s": -600}]
)
def test_a_badly_signed_event_is_refused_by_the_library(
    hooked: Shop, receiver: Receiver, fault: dict[str, object]
) -> None:
    hooked.provider.script(webhook="checkout.session.completed", **fault)
    hooked.paid_session()
    eventually(lambda: receiver.unverified)
    assert "checkout.session.completed" not in receiver.types()


def test_a_signature_from_the_future_can_be_scripted(hooked: Shop, receiver: Receiver) -> None:
    hooked.provider.script(webhook="charge.succeeded", action="skewed_time", skew_s=3_600)
    hooked.paid_session()
    eventually(lambda: len(receiver.received) == 4)  # stripe's own check looks back only
    stamps = {r.event.type: int(r.signature.split(",")[0][2:]) for r in receiver.received}
    assert stamps["charge.succeeded"] - stamps["payment_intent.succeeded"] > 3_500


def test_the_library_reads_what_it_was_sent(hooked: Shop, receiver: Receiver) -> None:
    hooked.paid_session()
    eventually(lambda: len(receiver.received) == 4)
    for received in receiver.received:
        assert isinstance(received.event, stripe.Event)
        assert received.event.api_version == stripe.api_version
        assert received.event.livemode is False
