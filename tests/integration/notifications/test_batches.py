"""A message that cannot be handled fails alone, comes again, and ends in the dead-letter queue."""

from typing import Any

import msgspec
import pytest

from edge_api.notifications.chalicelib.batches import handle_events
from edge_api.notifications.chalicelib.subscriptions import ORDER_EVENTS
from infra.local.provision import Aws, provision_messaging
from infra.local.topology import Topology, load_topology
from tests.integration.notifications.conftest import Shop, context, feedback, paid, sqs_event

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


def test_a_poison_message_ends_in_the_dead_letter_queue_and_a_good_one_does_not(
    shop: Shop, impatient: Topology
) -> None:
    """The pump's part is played here: what the function answers decides what is deleted."""
    sqs = Aws(shop.aws_url).sqs
    queue = sqs.get_queue_url(QueueName="notifications-order-events")["QueueUrl"]
    order = shop.order()
    for body in (paid(order, shop), "poison"):
        sqs.send_message(QueueUrl=queue, MessageBody=body)

    rounds = 0
    while messages := _receive(sqs, queue):
        rounds += 1
        _pump(sqs, queue, messages, shop)

    assert rounds == impatient.queue_defaults.max_receive_count
    dead = sqs.get_queue_url(QueueName="notifications-order-events-dlq")["QueueUrl"]
    assert [each["Body"] for each in _receive(sqs, dead)] == ["poison"]
    assert len(shop.sent(order.email)) == 1


@pytest.fixture
def impatient(channels_url: str) -> Topology:
    """The topology's queues, with messages that are not hidden while they are handled."""
    topology = load_topology()
    queues = {
        name: msgspec.structs.replace(each, visibility_timeout_seconds=None)
        for name, each in topology.queues.items()
        if each.consumer == "notifications"
    }
    defaults = msgspec.structs.replace(
        topology.queue_defaults, visibility_timeout_seconds=0, max_receive_count=3
    )
    changed = msgspec.structs.replace(topology, queues=queues, queue_defaults=defaults)
    provision_messaging(changed, Aws(channels_url))
    return changed


def _receive(sqs: Any, queue: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = sqs.receive_message(
        QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=0
    ).get("Messages", [])
    return found


def _pump(sqs: Any, queue: str, messages: list[dict[str, Any]], shop: Shop) -> None:
    failed = shop.deliver(*(each["Body"] for each in messages))
    for number, each in enumerate(messages):
        if str(number) not in failed:
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
