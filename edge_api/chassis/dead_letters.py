"""What a function gives up goes to its dead-letter queue by its own hand, with the reason.

SQS would move the message as well, and say nothing. It still does where a function dies, or cannot
send: then the message ended without saying why.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import msgspec

from contracts.clock import Clock
from contracts.dead_letters import (
    Failure,
    dead_letter_queue,
    explain,
    sent_at,
    to_attributes,
)

from .aws import make_client
from .observability import log
from .settings import EdgeSettings

Record = Mapping[str, Any]
"""A message as Lambda hands it over."""


class DeadLetters:
    """The dead-letter queues of an application's queues.

    Args:
        max_receive_count: the queues' own, as the topology has it.
    """

    def __init__(
        self,
        settings: EdgeSettings,
        queue_urls: Iterable[str],
        max_receive_count: int,
        clock: Clock,
    ) -> None:
        self._settings = settings
        self._urls = {url.rpartition("/")[2]: dead_letter_queue(url) for url in queue_urls}
        self._max_receive_count = max_receive_count
        self._clock = clock

    @cached_property
    def _sqs(self) -> Any:
        return make_client("sqs", self._settings)

    def take(self, record: Record, error: Exception, consumer: str) -> bool:
        """Whether the message was given up: it is then done with, and Lambda deletes it."""
        from botocore.exceptions import BotoCoreError, ClientError

        if _received(record) < self._max_receive_count:
            return False
        failure = self._failure(record, error, consumer)
        try:
            self._sqs.send_message(
                QueueUrl=self._urls[record["eventSourceARN"].rpartition(":")[2]],
                MessageBody=record["body"],
                MessageAttributes={**_original(record), **to_attributes(failure)},
            )
        except (BotoCoreError, ClientError) as refusal:
            log.warning("cannot give a message up; SQS will", reason=type(refusal).__name__)
            return False
        return True

    def _failure(self, record: Record, error: Exception, consumer: str) -> Failure:
        code, detail = explain(error)
        return Failure(
            code=code,
            detail=detail,
            consumer=consumer,
            failed_at=self._clock.now(),
            first_sent_at=sent_at(record["attributes"]["SentTimestamp"]),
            received=_received(record),
            trace_id=_trace_id(record["body"]),
        )


class _Traced(msgspec.Struct, frozen=True):
    traceparent: str = ""


def _trace_id(body: str) -> str:
    """The trace of an event, whatever else is wrong with it."""
    try:
        return msgspec.json.decode(body, type=_Traced).traceparent[3:35]
    except msgspec.MsgspecError:
        return ""


def _received(record: Record) -> int:
    return int(record["attributes"]["ApproximateReceiveCount"])


def _original(record: Record) -> dict[str, dict[str, str]]:
    """The attributes that the message came with, as SQS takes them: topics send no binary ones."""
    return {
        name: {"DataType": value["dataType"], "StringValue": value["stringValue"]}
        for name, value in record.get("messageAttributes", {}).items()
        if "stringValue" in value
    }
