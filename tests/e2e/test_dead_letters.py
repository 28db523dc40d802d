"""What a service cannot handle it gives up by its own hand, with the reason."""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from contracts.dead_letters import dead_letter_queue, from_attributes
from infra.local.environment import Environment
from infra.local.provision import Aws
from infra.local.topology import load_topology

TOPOLOGY = load_topology()
OF_SERVICES = [name for name, each in TOPOLOGY.queues.items() if each.consumer in TOPOLOGY.services]
LAST_TRY = TOPOLOGY.queue_defaults.max_receive_count
PATIENCE = 60.0

Message = dict[str, Any]


class Poison:
    """A message that no consumer can handle, on its way through a queue."""

    def __init__(self, platform: Environment, queue: str) -> None:
        self._sqs = Aws(platform.engines.aws_endpoint_url).sqs
        self._queue = platform.queue_urls[queue]
        self._body = f"poison {uuid4()}"

    def run(self) -> Message:
        """Send it and return it as the dead letter that it became."""
        policy = self._attribute("RedrivePolicy")
        self._set_redrive(json.loads(policy) | {"maxReceiveCount": 1000})  # SQS keeps out of it
        try:
            self._sqs.send_message(QueueUrl=self._queue, MessageBody=self._body)
            _eventually(self._is_put_aside)
            self._hurry()
            dead: Message = _eventually(self._take_dead_letter)
            return dead
        finally:
            self._set_redrive(json.loads(policy))

    def _set_redrive(self, policy: dict[str, Any]) -> None:
        attributes = {"RedrivePolicy": json.dumps(policy)}
        self._sqs.set_queue_attributes(QueueUrl=self._queue, Attributes=attributes)

    def _attribute(self, name: str) -> str:
        answer = self._sqs.get_queue_attributes(QueueUrl=self._queue, AttributeNames=[name])
        return str(answer["Attributes"][name])

    def _is_put_aside(self) -> bool:
        return int(self._attribute("ApproximateNumberOfMessagesNotVisible")) > 0

    def _hurry(self) -> None:
        """Receive it in the consumer's stead, but for a last try: pauses between tries grow."""
        ends_at = time.monotonic() + PATIENCE
        while time.monotonic() < ends_at:
            answer = self._sqs.receive_message(
                QueueUrl=self._queue,
                VisibilityTimeout=0,
                WaitTimeSeconds=0,
                AttributeNames=["ApproximateReceiveCount"],
            )
            for each in answer.get("Messages", []):
                tries = int(each["Attributes"]["ApproximateReceiveCount"])
                if each["Body"] == self._body and tries >= LAST_TRY - 1:
                    return
            time.sleep(0.02)

    def _take_dead_letter(self) -> Message | None:
        url = dead_letter_queue(self._queue)
        answer = self._sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=0, MessageAttributeNames=["All"]
        )
        for each in answer.get("Messages", []):
            if each["Body"] == self._body:
                self._sqs.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])
                return dict(each)
        return None


def _eventually(look: Callable[[], Any]) -> Any:
    ends_at = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < ends_at, "it did not happen in time"
        time.sleep(0.1)
    return found


async def test_every_service_gives_up_what_it_cannot_handle(platform: Environment) -> None:
    dead = await asyncio.gather(
        *(asyncio.to_thread(Poison(platform, name).run) for name in OF_SERVICES)
    )

    for name, message in zip(OF_SERVICES, dead, strict=True):
        failure = from_attributes(message.get("MessageAttributes", {}))
        assert failure is not None, f"{name}: SQS gave up what its consumer did not"
        assert failure.received >= LAST_TRY
        assert failure.consumer == TOPOLOGY.queues[name].consumer
