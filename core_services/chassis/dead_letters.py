"""What a consumer gives up goes to its dead-letter queue by its own hand, with the reason.

SQS would move the message as well, and say nothing. It still does where a consumer dies, or cannot
send: then the message ended without saying why. A consumer that dies between sending and deleting
leaves both, and what is redriven twice takes effect once.
"""

import asyncio
import logging
import re
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from contracts.clock import Clock
from contracts.dead_letters import (
    Failure,
    dead_letter_queue,
    explain,
    sent_at,
    to_attributes,
    without_failure,
)
from core_services.chassis import tracing

log = logging.getLogger(__name__)

# On AWS a queue's name begins with the environment's: mercato-prod-cart-order-events.
_CONSUMER = re.compile(r"([a-z]+)-[a-z]+-events$")


class DeadLetters:
    """The dead-letter queue of one queue; ``max_receive_count`` is the queue's own."""

    def __init__(self, sqs: Any, queue_url: str, max_receive_count: int, clock: Clock) -> None:
        self._sqs = sqs
        self._url = dead_letter_queue(queue_url)
        self._consumer = consumer_of(queue_url)
        self._max_receive_count = max_receive_count
        self._clock = clock

    async def take(self, message: Mapping[str, Any], error: Exception) -> bool:
        """Whether the message was given up; the caller then deletes it from its queue."""
        if int(message["Attributes"]["ApproximateReceiveCount"]) < self._max_receive_count:
            return False
        original = without_failure(message.get("MessageAttributes", {}))
        try:
            await asyncio.to_thread(
                self._sqs.send_message,
                QueueUrl=self._url,
                MessageBody=message["Body"],
                MessageAttributes={**original, **to_attributes(self._failure(message, error))},
            )
        except (BotoCoreError, ClientError) as refusal:
            log.warning("cannot give a message up; SQS will", exc_info=refusal)
            return False
        return True

    def _failure(self, message: Mapping[str, Any], error: Exception) -> Failure:
        code, detail = explain(error)
        trace = tracing.current()
        return Failure(
            code=code,
            detail=detail,
            consumer=self._consumer,
            failed_at=self._clock.now(),
            first_sent_at=sent_at(message["Attributes"]["SentTimestamp"]),
            received=int(message["Attributes"]["ApproximateReceiveCount"]),
            trace_id=trace.trace_id if trace else "",
        )


def consumer_of(queue_url: str) -> str:
    """The service that a queue is named after, in front of the topic."""
    name = queue_url.rpartition("/")[2]
    named = _CONSUMER.search(name)
    return named[1] if named else name.partition("-")[0]
