"""A message that cannot be handled fails alone, comes again, and ends in the dead-letter queue."""

import json
from contextlib import suppress
from typing import Any

import msgspec
import pytest

from contracts.dead_letters import from_attributes, without_failure
from edge_api.notifications.chalicelib.batches import handle_events
from edge_api.notifications.chalicelib.subscriptions import ORDER_EVENTS
from infra.local.engines import REGION
from infra.local.environment import ACCOUNT
from infra.local.event_sources.queues import event_of
from infra.local.provision import Aws, provision_messaging
from infra.local.topology import load_topology
from tests.integration.notifications.conftest import (
    MAX_RECEIVE_COUNT,
    Crash,
    Shop,
    context,
    feedback,
    paid,
    sqs_event,
)

ORDER_QUEUE = "notifications-order-events"
ABOUT_PAYMENT = {"event_type": {"DataType": "String", "StringValue": "order.paid.v1"}}

POISON = (
    "",
    "not json",
    "{}",
    "[]",
    '{"id":"1","type":"order.paid.v1","source":"order"}',
    '{"id":"1","type":"order.unheard_of.v1","source":"order","subject":"x","version":1,'
    '"time":"2026-03-02T12:00:00Z","data":{}}',
)


@pytest.mark.parametrize("poison", POISON)
def test_a_poison_message_holds_no_other_back(shop: Shop, poison: str) -> None:
    before, after = shop.order(), shop.order()

    failures = shop.deliver(paid(before, shop), poison, paid(after, shop))

    assert failures == ["1"]
    assert len(shop.sent(before.email)) == len(shop.sent(after.email)) == 1


def test_an_order_that_does_not_exist_is_nobodys_message(shop: Shop) -> None:
    order = shop.order()
    event = paid(order, shop)
    del shop.orders.orders[order.id]
    assert shop.deliver(event) == ["0"]
    assert shop.sent(order.email) == []


def test_a_batch_of_nothing_but_poison_is_an_answer_and_no_crash(shop: Shop) -> None:
    assert shop.deliver(*POISON) == [str(number) for number in range(len(POISON))]


def test_what_there_is_no_time_for_is_not_begun(shop: Shop) -> None:
    order = shop.order()
    event = sqs_event((paid(order, shop),))

    response = handle_events(event, context(seconds=3), shop.deps, ORDER_EVENTS)

    assert response == {"batchItemFailures": [{"itemIdentifier": "0"}]}
    assert shop.sent(order.email) == []
    assert shop.deliver(paid(order, shop)) == []


@pytest.mark.parametrize("poison", ["", "{}", '{"eventType":"Bounce"}'])
def test_feedback_that_cannot_be_read_fails_alone(shop: Shop, poison: str) -> None:
    assert shop.deliver(poison, feedback("Open", {}), queue="feedback") == ["0"]


def test_what_cannot_be_handled_is_given_up_with_the_reason_and_nothing_else_is(
    shop: Shop, queue: str
) -> None:
    """The pump's part is played here: what the function answers decides what is deleted."""
    sqs = Aws(shop.aws_url).sqs
    order, unknown = shop.order(), shop.order()
    for body in (paid(order, shop), paid(unknown, shop)):
        sqs.send_message(QueueUrl=queue, MessageBody=body, MessageAttributes=ABOUT_PAYMENT)
    del shop.orders.orders[unknown.id]

    rounds = _pump_dry(sqs, queue, shop)

    (dead,) = _receive(sqs, f"{queue}-dlq")
    failure = from_attributes(dead["MessageAttributes"])
    assert failure is not None
    assert rounds == failure.received == MAX_RECEIVE_COUNT
    assert (failure.code, failure.detail) == ("not-found", "There is no such order.")
    assert (failure.consumer, failure.failed_at) == ("notifications", shop.clock.now())
    assert without_failure(dead["MessageAttributes"]) == ABOUT_PAYMENT
    assert unknown.id in dead["Body"]
    assert len(shop.sent(order.email)) == 1


def test_a_function_that_dies_leaves_a_message_to_sqs_which_tells_no_reason(
    shop: Shop, queue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: Any) -> None:
        raise Crash

    sqs = Aws(shop.aws_url).sqs
    sqs.send_message(QueueUrl=queue, MessageBody=paid(shop.order(), shop))
    monkeypatch.setattr(shop.orders, "fetch", die)

    rounds = _pump_dry(sqs, queue, shop)

    (dead,) = _receive(sqs, f"{queue}-dlq")
    assert rounds == MAX_RECEIVE_COUNT
    assert from_attributes(dead.get("MessageAttributes", {})) is None


@pytest.fixture
def queue(channels_url: str) -> str:
    """The queue of orders' events, empty, with messages that are not hidden while handled."""
    topology = load_topology()
    queues = {
        name: msgspec.structs.replace(each, visibility_timeout_seconds=None)
        for name, each in topology.queues.items()
        if each.consumer == "notifications"
    }
    defaults = msgspec.structs.replace(
        topology.queue_defaults, visibility_timeout_seconds=0, max_receive_count=MAX_RECEIVE_COUNT
    )
    changed = msgspec.structs.replace(topology, queues=queues, queue_defaults=defaults)
    aws, url = Aws(channels_url), f"{channels_url}/{ACCOUNT}/{ORDER_QUEUE}"
    provision_messaging(changed, aws)
    for each in (url, f"{url}-dlq"):
        _empty(aws.sqs, each)
    return url


def _empty(sqs: Any, queue: str) -> None:
    """Message by message: SQS purges a queue once a minute at most."""
    while messages := _receive(sqs, queue):
        for each in messages:
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=each["ReceiptHandle"])


def _receive(sqs: Any, queue: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = sqs.receive_message(
        QueueUrl=queue,
        MaxNumberOfMessages=10,
        WaitTimeSeconds=0,
        AttributeNames=["All"],
        MessageAttributeNames=["All"],
    ).get("Messages", [])
    return found


def _pump_dry(sqs: Any, queue: str, shop: Shop) -> int:
    """Hand the queue's messages over until none is left; how many batches that took."""
    rounds = 0
    while messages := _receive(sqs, queue):
        rounds += 1
        with suppress(Crash):
            _pump(sqs, queue, messages, shop)
    return rounds


def _pump(sqs: Any, queue: str, messages: list[dict[str, Any]], shop: Shop) -> None:
    failed = shop.invoke(event_of(messages, f"arn:aws:sqs:{REGION}:{ACCOUNT}:{ORDER_QUEUE}"))
    for each in messages:
        if each["MessageId"] not in failed:
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=each["ReceiptHandle"])


def test_no_address_is_logged(
    shop: Shop, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    order = shop.order()
    shop.deliver(paid(order, shop), "poison")
    said = capsys.readouterr().out + str([vars(record) for record in caplog.records])
    assert "'outcome': 'sent'" in said
    assert order.email not in said
    assert order.shipping_address.name not in said


def test_how_old_each_message_was_is_told(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    event = sqs_event(("not an event", "nor this"))

    handle_events(event, context(seconds=20), shop.deps, ORDER_EVENTS)

    (line,) = [line for line in capsys.readouterr().out.splitlines() if '"MessageAge":[' in line]
    told = json.loads(line)
    assert (told["Messages"], told["FailedMessages"], len(told["MessageAge"])) == ([2], [2], 2)
    assert told["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "Mercato/local"
