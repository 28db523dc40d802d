"""From the outbox over SNS and SQS to a handler, and what becomes of messages nobody can handle."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.clock import FrozenClock
from contracts.events import Event
from contracts.events.order import ORDER_CANCELLED, OrderCancelled
from contracts.ids import new_event_id
from core_services.chassis import outbox
from core_services.chassis.aws import SnsPublisher
from core_services.chassis.database import transaction
from core_services.chassis.outbox import Relay
from core_services.chassis.sqs import Consumer


class Channel:
    """A topic, a queue that subscribes to it, and the queue's dead-letter queue."""

    def __init__(self, aws: Callable[[str], Any]) -> None:
        self.sns, self.sqs = aws("sns"), aws("sqs")
        name = f"test-{new_event_id()}"
        self.topic_arn: str = self.sns.create_topic(Name=name)["TopicArn"]
        self.dlq_url: str = self.sqs.create_queue(QueueName=f"{name}-dlq")["QueueUrl"]
        redrive = {"deadLetterTargetArn": self._arn(self.dlq_url), "maxReceiveCount": 2}
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

    def _arn(self, url: str) -> str:
        answer = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        return str(answer["Attributes"]["QueueArn"])

    def dead_letters(self) -> list[str]:
        answer = self.sqs.receive_message(QueueUrl=self.dlq_url, MaxNumberOfMessages=10)
        return [message["Body"] for message in answer.get("Messages", [])]


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
    consumer = Consumer(
        channel.sqs, channel.queue_url, {ORDER_CANCELLED.name: handle}, wait_seconds=1
    )
    await consume_until(consumer, lambda: len(handled) >= 25)

    assert sorted(handled) == sorted(f"ord_{number}" for number in range(25))


async def test_a_message_that_cannot_be_handled_ends_in_the_dead_letter_queue_alone(
    database: AsyncEngine, channel: Channel, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core_services.chassis.sqs._RETRY_CAP_SECONDS", 0)
    handled: list[str] = []
    letters: list[str] = []

    async def handle(event: Event[Any]) -> None:
        if event.data.order_id == "ord_3":
            raise RuntimeError("no such order")
        handled.append(event.data.order_id)

    await publish(database, channel, clock, 8)
    channel.sqs.send_message(QueueUrl=channel.queue_url, MessageBody="this is not an event")
    consumer = Consumer(
        channel.sqs, channel.queue_url, {ORDER_CANCELLED.name: handle}, wait_seconds=1
    )

    def done() -> bool:
        letters.extend(channel.dead_letters())
        return len(letters) >= 2

    await consume_until(consumer, done)

    assert len(handled) == 7
    assert sum("this is not an event" in letter for letter in letters) == 1
    assert sum("ord_3" in letter for letter in letters) == 1
