"""One message per order, template and channel: under repetition, disorder, and crashes."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from contracts.events import order as order_events
from edge_api.notifications.chalicelib.contacts import Channels
from edge_api.notifications.chalicelib.once import Guarantee, NotSentError, Outcome, once
from edge_api.notifications.chalicelib.orders import Fulfilment, LineQuantity, Order
from edge_api.notifications.chalicelib.sent_log import LEASE
from tests.integration.notifications.conftest import Crash, Shop, feedback, message, paid

CONFIRMED = "Your order KJPC-XC6G is confirmed"
CANCELLED = "Your order KJPC-XC6G has been cancelled"
AFTER_THE_LEASE = LEASE + timedelta(seconds=1)


def key_of(order: Order, template: str = "order_paid", channel: str = "email") -> str:
    return f"{order.id}|{template}|{channel}"


def cancelled(order: Order, shop: Shop) -> str:
    data = order_events.OrderCancelled(
        order_id=order.id, number=order.number, customer_id="gst_1", reason="staff", was_paid=True
    )
    return message(order_events.ORDER_CANCELLED, data, shop.clock.now())


def about_parcel(kind: str, order: Order, parcel: str, shop: Shop) -> str:
    shared = {
        "order_id": order.id,
        "number": order.number,
        "customer_id": "gst_1",
        "fulfilment_id": parcel,
    }
    if kind == "delivered":
        at = shop.clock.now()
        data = order_events.OrderDelivered(**shared, delivered_at=at)
        return message(order_events.ORDER_DELIVERED, data, at)
    left = order_events.OrderShipped(
        **shared, carrier="DHL", tracking_number="1", tracking_url="", lines=()
    )
    return message(order_events.ORDER_SHIPPED, left, shop.clock.now())


def parcel(number: int, status: str) -> Fulfilment:
    return Fulfilment(id=f"ful_{number}", status=status, lines=(LineQuantity("lin_1", 1),))


# Repetition -----------------------------------------------------------------------------------


def test_an_event_that_comes_again_is_not_told_again(shop: Shop) -> None:
    order = shop.order()
    event = paid(order, shop)

    failures = [shop.deliver(event, event), shop.deliver(event), shop.deliver(paid(order, shop))]

    assert failures == [[], [], []]
    assert shop.titles(order) == [CONFIRMED]


def test_years_later_it_is_still_not_told_again(shop: Shop) -> None:
    order = shop.order()
    shop.deliver(paid(order, shop))
    shop.clock.advance(timedelta(days=300))
    shop.deliver(paid(order, shop))
    assert shop.titles(order) == [CONFIRMED]


def test_two_functions_with_the_same_event_send_one_mail(shop: Shop) -> None:
    order = shop.order()
    event, together = paid(order, shop), threading.Barrier(4)

    def deliver() -> list[str]:
        together.wait()
        return shop.deliver(event)

    with ThreadPoolExecutor(4) as pool:
        failures = [each.result() for each in [pool.submit(deliver) for _ in range(4)]]

    assert [] in failures  # who loses comes again, and finds it sent
    assert shop.titles(order) == [CONFIRMED]


def test_each_parcel_is_told_of_once(shop: Shop) -> None:
    order = shop.order(fulfilments=(parcel(1, "shipped"), parcel(2, "shipped")))
    events = [about_parcel("shipped", order, f"ful_{number}", shop) for number in (1, 2, 1, 2)]
    assert shop.deliver(*events) == []
    assert len(shop.sent(order.email)) == 2


# Disorder -------------------------------------------------------------------------------------


def test_what_is_over_is_not_confirmed_after_the_fact(shop: Shop) -> None:
    order = shop.order(status="cancelled")
    assert shop.deliver(cancelled(order, shop), paid(order, shop)) == []
    assert shop.titles(order) == [CANCELLED]


def test_a_parcel_that_has_arrived_is_not_announced(shop: Shop) -> None:
    order = shop.order(fulfilments=(parcel(1, "delivered"),))
    shop.deliver(
        about_parcel("delivered", order, "ful_1", shop),
        about_parcel("shipped", order, "ful_1", shop),
    )
    assert shop.titles(order) == ["Your order KJPC-XC6G has been delivered"]


def test_an_order_that_was_paid_after_it_expired_is_not_called_cancelled(shop: Shop) -> None:
    order = shop.order(status="paid")
    shop.deliver(cancelled(order, shop), paid(order, shop))
    assert shop.titles(order) == [CONFIRMED]


# Crashes --------------------------------------------------------------------------------------


def crash() -> None:
    raise Crash


def test_after_a_crash_before_sending_it_is_sent_when_the_lease_ends(shop: Shop) -> None:
    order = shop.order()
    shop.mail.before = crash
    with pytest.raises(Crash):
        shop.deliver(paid(order, shop))
    shop.mail.before = lambda: None

    assert shop.deliver(paid(order, shop)) == ["0"]  # nobody knows yet: it comes again
    assert shop.titles(order) == []
    shop.clock.advance(AFTER_THE_LEASE)
    assert shop.deliver(paid(order, shop)) == []
    assert shop.titles(order) == [CONFIRMED]


def test_after_a_crash_between_sending_and_recording_ses_tells_that_it_was_sent(
    shop: Shop,
) -> None:
    order = shop.order()
    shop.mail.after = crash
    with pytest.raises(Crash):
        shop.deliver(paid(order, shop))
    shop.mail.after = lambda: None
    (mail,) = shop.sent(order.email)

    assert shop.deliver(feedback("Send", dict(mail.headers)), queue="feedback") == []
    assert shop.deliver(paid(order, shop)) == []
    shop.clock.advance(AFTER_THE_LEASE)
    assert shop.deliver(paid(order, shop)) == []
    assert shop.titles(order) == [CONFIRMED]


def test_when_even_ses_is_not_heard_an_orders_mail_comes_rather_twice_than_never(
    shop: Shop,
) -> None:
    order = shop.order()
    shop.mail.after = crash
    with pytest.raises(Crash):
        shop.deliver(paid(order, shop))
    shop.mail.after = lambda: None
    shop.clock.advance(AFTER_THE_LEASE)

    shop.deliver(paid(order, shop))
    shop.clock.advance(AFTER_THE_LEASE)
    shop.deliver(paid(order, shop))

    assert shop.titles(order) == [CONFIRMED, CONFIRMED]


@pytest.mark.parametrize("crashes_before", [True, False])
def test_what_costs_by_the_piece_comes_rather_never_than_twice(
    shop: Shop, crashes_before: bool
) -> None:
    order, sent = shop.order(), []

    def send() -> str:
        if not crashes_before:
            sent.append(1)
        raise Crash

    key = key_of(order, channel="sms")
    with pytest.raises(Crash):
        once(key, Guarantee.RATHER_NEVER, send, shop.deps.sent)
    shop.clock.advance(AFTER_THE_LEASE)
    outcomes = [once(key, Guarantee.RATHER_NEVER, lambda: "id", shop.deps.sent) for _ in range(2)]
    assert outcomes == [Outcome.LOST, Outcome.DUPLICATE]
    assert len(sent) == (0 if crashes_before else 1)


def test_of_two_who_find_a_lease_ended_one_sends(shop: Shop) -> None:
    key = key_of(shop.order())
    shop.deps.sent.claim(key)
    shop.clock.advance(AFTER_THE_LEASE)
    first, second = shop.deps.sent.claim(key), shop.deps.sent.claim(key)

    standings = [shop.deps.sent.take_over(each).standing for each in (first, second)]

    assert standings == ["claimed", "held"]


def test_what_ses_refused_may_be_tried_again_at_once(shop: Shop) -> None:
    order = shop.order()

    def refuse() -> None:
        raise NotSentError("TooManyRequestsException")

    shop.mail.before = refuse
    assert shop.deliver(paid(order, shop)) == ["0"]
    shop.mail.before = lambda: None
    assert shop.deliver(paid(order, shop)) == []
    assert shop.titles(order) == [CONFIRMED]


def test_a_record_that_cannot_be_written_does_not_have_the_mail_sent_again(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = shop.order()

    def fail(*_: object) -> None:
        raise OSError("DynamoDB is away")

    monkeypatch.setattr(shop.deps.sent, "confirm", fail)
    assert shop.deliver(paid(order, shop)) == []
    assert shop.titles(order) == [CONFIRMED]


# Channels -------------------------------------------------------------------------------------


def test_every_channel_that_was_asked_for_is_used_once(shop: Shop) -> None:
    customer = f"sub-{shop.order().id}"
    endpoint = shop.deps.phones.register(f"token-{customer}")
    number = "+4917012345" + str(abs(hash(customer)) % 10_000).zfill(4)
    channels = Channels(
        sms_number=number,
        sms_order_updates=True,
        push_order_updates=True,
        push_endpoints=(endpoint,),
    )
    shop.deps.contacts.save_channels(customer, channels)
    order = shop.order(customer_id=customer, customer_kind="customer")

    for _ in range(2):
        assert shop.deliver(paid(order, shop)) == []

    (text,) = shop.sent(number)
    assert text.text == "Mercato: we have received your order KJPC-XC6G, €1,298.70. Thank you!"
    (push,) = shop.sent(endpoint.rpartition("/")[2])
    assert (push.title, push.text) == ("Order confirmed", text.text)
    assert shop.titles(order) == [CONFIRMED]


def test_a_channel_that_fails_keeps_no_other_back(shop: Shop) -> None:
    customer = f"sub-{shop.order().id}"
    number = "+4915112345" + str(abs(hash(customer)) % 10_000).zfill(4)
    shop.deps.contacts.save_channels(customer, Channels(sms_number=number, sms_order_updates=True))
    order = shop.order(customer_id=customer, customer_kind="customer")

    def refuse() -> None:
        raise NotSentError("Throttled")

    shop.mail.before = refuse
    assert shop.deliver(paid(order, shop)) == ["0"]
    assert len(shop.sent(number)) == 1
    shop.mail.before = lambda: None
    assert shop.deliver(paid(order, shop)) == []
    assert len(shop.sent(number)) == 1
    assert shop.titles(order) == [CONFIRMED]


def test_a_guests_id_opens_nobodys_channels(shop: Shop) -> None:
    number = "+491605555555"
    shop.deps.contacts.save_channels("gst_1", Channels(sms_number=number, sms_order_updates=True))
    shop.deliver(paid(shop.order(), shop))
    assert shop.sent(number) == []
