"""From the outbox over SNS and SQS to a handler, and what becomes of messages nobody can handle."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.clock import FrozenClock
from contracts.dead_letters import from_attributes
from contracts.errors import NotFoundError
from contracts.events import Event
from contracts.events.order import ORDER_CANCELLED, OrderCancelled
from contracts.ids import new_event_id
from core_services.chassis import outbox
from core_services.chassis.aws import SnsPublisher
from core_services.chassis.database import transaction
from core_services.chassis.outbox import Relay
from core_services.chassis.sqs import Consumer, Handler

MAX_RECEIVE_COUNT = 2


class Channel:
    """A topic, a queue that subscribes to it, and the queue's dead-letter queue."""

    def __init__(self, aws: Callable[[str], Any]) -> None:
        self.sns, self.sqs = aws("sns"), aws("sqs")
        name = f"test-{new_event_id()}"
        self.topic_arn: str = self.sns.create_topic(Name=name)["TopicArn"]
        self.dlq_url: str = self.sqs.create_queue(QueueName=f"{name}-dlq")["QueueUrl"]
        redrive = {
            "deadLetterTargetArn": self._arn(self.dlq_url),
            "maxReceiveCount": MAX_RECEIVE_COUNT,
        }
        attributes = {"RedrivePolicy": json.dumps(redrive)}
        self.queue_url: str = self.sqs.create_queue(QueueName=name, Attributes=attributes)[
            "QueueUrl"
        ]
        self.sns.subscribe(
            TopicArn=self.topic_arn,
            Protocol="sqs",
            Endpoint=self._arn(self.queue_url),
            Attributes={
                "RawMessageDelivery": "true",
                "FilterPolicy": json.dumps({"event_type": [ORDER_CANCELLED.name]}),
            },
        )

    def consumer(self, handle: Handler, clock: FrozenClock, wait_seconds: int = 1) -> Consumer:
        return Consumer(
            self.sqs,
            self.queue_url,
            {ORDER_CANCELLED.name: handle},
            max_receive_count=MAX_RECEIVE_COUNT,
            wait_seconds=wait_seconds,
            clock=clock,
        )

    def show_again(self, messages: list[dict[str, Any]]) -> None:
        """Let the time pass for which messages are hidden."""
        for message in messages:
            self.sqs.change_message_visibility(
                QueueUrl=self.queue_url,
                ReceiptHandle=message["ReceiptHandle"],
                VisibilityTimeout=0,
            )

    def _arn(self, url: str) -> str:
        answer = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        return str(answer["Attributes"]["QueueArn"])

    def dead_letters(self) -> list[dict[str, Any]]:
        answer = self.sqs.receive_message(
            QueueUrl=self.dlq_url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
        )
        messages: list[dict[str, Any]] = answer.get("Messages", [])
        return messages


@pytest.fixture
def channel(aws: Callable[[str], Any]) -> Channel:
    return Channel(aws)


async def publish(database: AsyncEngine, channel: Channel, clock: FrozenClock, count: int) -> None:
    async with transaction(database) as conn:
        for number in range(count):
            data = OrderCancelled(
                order_id=f"ord_{number}",
                number="1",
                customer_id="c",
                reason="expired",
                was_paid=False,
            )
            await outbox.append(
                conn, ORDER_CANCELLED, subject=f"ord_{number}", version=1, data=data, clock=clock
            )
    relay = Relay(database, SnsPublisher(channel.sns, channel.topic_arn), clock)
    while await relay.relay_once():
        continue


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What fails is offered again at once."""
    monkeypatch.setattr("core_services.chassis.sqs._RETRY_CAP_SECONDS", 0)


async def refuse(_: Event[Any]) -> None:
    raise NotFoundError("There is no such order.")


async def consume_until(consumer: Consumer, done: Callable[[], bool]) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(consumer.run(stop))
    async with asyncio.timeout(30):
        while not done():
            await asyncio.sleep(0.05)
    stop.set()
    await running


async def test_every_event_reaches_its_handler(
    database: AsyncEngine, channel: Channel, clock: FrozenClock
) -> None:
    handled: list[str] = []

    async def handle(event: Event[Any]) -> None:
        handled.append(event.data.order_id)

    await publish(database, channel, clock, 25)
    await consume_until(channel.consumer(handle, clock), lambda: len(handled) >= 25)

    assert sorted(handled) == sorted(f"ord_{number}" for number in range(25))


@pytest.mark.usefixtures("impatient")
async def test_a_message_that_cannot_be_handled_is_given_up_alone_and_with_the_reason(
    database: AsyncEngine, channel: Channel, clock: FrozenClock
) -> None:
    handled: list[str] = []
    letters: list[dict[str, Any]] = []

    async def handle(event: Event[Any]) -> None:
        if event.data.order_id == "ord_3":
            raise NotFoundError("No order of ada@example.test is that old.")
        if event.data.order_id == "ord_4":
            raise RuntimeError("INSERT INTO customers VALUES ('ada@example.test')")
        handled.append(event.data.order_id)

    await publish(database, channel, clock, 8)
    channel.sqs.send_message(QueueUrl=channel.queue_url, MessageBody="this is not an event")

    def done() -> bool:
        letters.extend(channel.dead_letters())
        return len(letters) >= 3

    await consume_until(channel.consumer(handle, clock), done)

    failures = [from_attributes(letter["MessageAttributes"]) for letter in letters]
    told = {failure.code: failure for failure in failures if failure}
    assert len(handled) == 6
    assert set(told) == {"malformed", "not-found", "RuntimeError"}
    assert told["not-found"].detail == "No order of *** is that old."
    assert told["RuntimeError"].detail.startswith("core_services/chassis/sqs.py:")
    assert {failure.failed_at for failure in told.values()} == {clock.now()}
    assert {failure.received for failure in told.values()} == {MAX_RECEIVE_COUNT}
    assert len(told["not-found"].trace_id) == 32


@pytest.mark.usefixtures("impatient")
async def test_who_dies_between_giving_up_and_deleting_leaves_two_and_one_reason(
    database: AsyncEngine, channel: Channel, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Crash(BaseException):
        pass

    async def die(_: Consumer, messages: list[dict[str, Any]]) -> None:
        held.extend(messages)
        raise Crash

    held: list[dict[str, Any]] = []
    await publish(database, channel, clock, 1)
    consumer = channel.consumer(refuse, clock)
    assert await consumer.consume_once() == 0
    with monkeypatch.context() as dying:
        dying.setattr(Consumer, "_delete", die)
        with pytest.raises(Crash):
            await consumer.consume_once()
    (first,) = channel.dead_letters()

    channel.show_again(held)
    assert await consumer.consume_once() == 0

    (second,) = channel.dead_letters()
    assert second["Body"] == first["Body"]
    assert from_attributes(first["MessageAttributes"]) is not None
    assert from_attributes(second["MessageAttributes"]) is None


@pytest.mark.usefixtures("impatient")
async def test_when_the_dead_letter_queue_takes_nothing_sqs_moves_the_message_itself(
    database: AsyncEngine, channel: Channel, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse_it(**_: Any) -> None:
        raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "SendMessage")

    await publish(database, channel, clock, 1)
    consumer = channel.consumer(refuse, clock, wait_seconds=0)
    with monkeypatch.context() as closed:
        closed.setattr(channel.sqs, "send_message", refuse_it)
        for _ in range(MAX_RECEIVE_COUNT + 1):
            assert await consumer.consume_once() == 0

    (message,) = channel.dead_letters()
    assert from_attributes(message["MessageAttributes"]) is None
