"""Lambda's event source mapping for SQS, with partial batch responses.

A message that the function took is deleted; one that it names in ``batchItemFailures``, and the
whole batch when the function fails, is left to come back after the queue's visibility timeout, and
to the queue's redrive policy when it came back too often.
"""

import base64
import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from infra.local.engines import REGION
from infra.local.event_sources.functions import Function, FunctionError, NotReachedError
from infra.local.event_sources.worker import say

BATCH_SIZE = 10
_UNREACHED_SECONDS = 5  # when the host went away: soon enough, and not a receive too many


@dataclass(frozen=True, slots=True)
class Mapping:
    """A queue, and the function that serves it."""

    queue: str
    url: str
    arn: str
    function: Function


class QueueSource:
    """One mapping at work."""

    def __init__(self, mapping: Mapping, sqs: Any, wait_seconds: int = 2) -> None:
        self.name = mapping.queue
        self._mapping = mapping
        self._sqs = sqs
        self._wait_seconds = wait_seconds

    def step(self, stop: threading.Event) -> None:
        if not self._mapping.function.is_alive():
            raise NotReachedError(f"nobody answers at {self._mapping.function.url}")
        messages = self._receive()
        if messages:
            self._settle(messages, self._serve(messages))

    def close(self) -> None:
        """Nothing is held between steps."""

    def _receive(self) -> list[dict[str, Any]]:
        answer = self._sqs.receive_message(
            QueueUrl=self._mapping.url,
            MaxNumberOfMessages=BATCH_SIZE,
            WaitTimeSeconds=self._wait_seconds,
            AttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        return list(answer.get("Messages", []))

    def _serve(self, messages: list[dict[str, Any]]) -> Sequence[str]:
        """The ids of the messages that are done."""
        every = [message["MessageId"] for message in messages]
        try:
            answer = self._mapping.function.invoke(event_of(messages, self._mapping.arn))
        except FunctionError as error:
            say(f"{self.name}: {error}")
            return ()
        except NotReachedError:
            self._hand_back(messages)
            raise
        return done_of(answer, every)

    def _settle(self, messages: list[dict[str, Any]], done: Sequence[str]) -> None:
        entries = [
            {"Id": str(number), "ReceiptHandle": message["ReceiptHandle"]}
            for number, message in enumerate(messages)
            if message["MessageId"] in done
        ]
        if entries:
            self._sqs.delete_message_batch(QueueUrl=self._mapping.url, Entries=entries)

    def _hand_back(self, messages: list[dict[str, Any]]) -> None:
        for message in messages:
            self._sqs.change_message_visibility(
                QueueUrl=self._mapping.url,
                ReceiptHandle=message["ReceiptHandle"],
                VisibilityTimeout=_UNREACHED_SECONDS,
            )


def event_of(messages: Sequence[dict[str, Any]], arn: str) -> dict[str, Any]:
    """The event in which Lambda hands messages to a function."""
    return {"Records": [_record_of(message, arn) for message in messages]}


def _record_of(message: dict[str, Any], arn: str) -> dict[str, Any]:
    body = message["Body"]
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": body,
        "attributes": message.get("Attributes", {}),
        "messageAttributes": {
            name: _attribute_of(value)
            for name, value in message.get("MessageAttributes", {}).items()
        },
        "md5OfBody": hashlib.md5(body.encode(), usedforsecurity=False).hexdigest(),
        "eventSource": "aws:sqs",
        "eventSourceARN": arn,
        "awsRegion": REGION,
    }


def _attribute_of(value: dict[str, Any]) -> dict[str, Any]:
    attribute: dict[str, Any] = {
        "stringListValues": [],
        "binaryListValues": [],
        "dataType": value["DataType"],
    }
    if "StringValue" in value:
        attribute["stringValue"] = value["StringValue"]
    if "BinaryValue" in value:
        attribute["binaryValue"] = base64.b64encode(value["BinaryValue"]).decode()
    return attribute


def done_of(answer: Any, sent: Sequence[str]) -> Sequence[str]:
    """Which messages of a batch are done, by what the function answered.

    Nothing, or no failures, means all of them. An answer that names a message that was not sent, or
    none where one must be named, is a failure of the whole batch.
    """
    if not isinstance(answer, dict):
        return sent if answer is None else ()
    failures = answer.get("batchItemFailures")
    if failures is None:
        return sent
    if not isinstance(failures, list):
        return ()
    named = [each.get("itemIdentifier") if isinstance(each, dict) else None for each in failures]
    if not all(each in sent for each in named):
        return ()
    return tuple(each for each in sent if each not in named)
