"""Consuming a queue: long polls, a heartbeat while handling, one bad message holds back no other.

A message that fails is offered again after a growing pause, and goes to the dead-letter queue after
the queue's ``maxReceiveCount``, with the reason (`dead_letters`). Handlers must be idempotent
(`inbox`): SQS delivers at least once.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Literal

from botocore.exceptions import BotoCoreError, ClientError

from contracts.clock import Clock, SystemClock
from contracts.events import EVENT_TYPES, Event, decode
from core_services.chassis import context, metrics, tracing
from core_services.chassis.dead_letters import DeadLetters

log = logging.getLogger(__name__)

Handler = Callable[[Event[Any]], Awaitable[None]]
Outcome = Literal["handled", "failed", "given-up"]

_BATCH = 10
_VISIBILITY_SECONDS = 30
_RETRY_CAP_SECONDS = 60
_DELIVERY_SECONDS = 25.0
_CLOCK = SystemClock()


class Consumer:
    """Hands the events of one queue to their handlers."""

    def __init__(
        self,
        sqs: Any,
        queue_url: str,
        handlers: Mapping[str, Handler],
        *,
        max_receive_count: int,
        wait_seconds: int = 20,
        clock: Clock = _CLOCK,
    ) -> None:
        self._sqs = sqs
        self._queue_url = queue_url
        self._handlers = handlers
        self._wait_seconds = wait_seconds
        self._queue = queue_url.rsplit("/", 1)[-1]
        self._dead_letters = DeadLetters(sqs, queue_url, max_receive_count, clock)

    async def run(self, stop: asyncio.Event) -> None:
        """Consume until ``stop``; what was received by then is finished."""
        pause = 0.0
        while not stop.is_set():
            try:
                await self.consume_once()
                pause = 0.0
            except (BotoCoreError, ClientError, OSError) as error:
                pause = min(10.0, pause * 2 or 0.2)
                log.warning("cannot receive", exc_info=error, extra={"fields": self._fields()})
                await _sleep(pause, stop)

    async def consume_once(self) -> int:
        """Receive once and handle what came; returns how many messages were handled well."""
        answer = await asyncio.to_thread(
            self._sqs.receive_message,
            QueueUrl=self._queue_url,
            MaxNumberOfMessages=_BATCH,
            WaitTimeSeconds=self._wait_seconds,
            VisibilityTimeout=_VISIBILITY_SECONDS,
            AttributeNames=["ApproximateReceiveCount", "SentTimestamp"],
            MessageAttributeNames=["All"],
        )
        messages = answer.get("Messages", [])
        if not messages:
            return 0
        async with self._heartbeat(messages):
            outcomes = await asyncio.gather(*(self._handle(message) for message in messages))
        ended = zip(messages, outcomes, strict=True)
        await self._delete([message for message, outcome in ended if outcome != "failed"])
        return outcomes.count("handled")

    async def _handle(self, message: dict[str, Any]) -> Outcome:
        started, fields = time.perf_counter(), context.start_fields()
        attempt = int(message["Attributes"]["ApproximateReceiveCount"])
        try:
            event = decode(message["Body"], EVENT_TYPES)
            fields.update(event=event.type, event_id=event.id, subject=event.subject)
            await self._deliver(event)
            outcome: Outcome = "handled"
        except Exception as error:  # whatever it was, the message is not lost
            log.warning(
                "message failed", exc_info=error, extra={"fields": {**fields, **self._fields()}}
            )
            outcome = await self._put_aside(message, attempt, error)
        self._log(message, attempt, outcome, time.perf_counter() - started, fields)
        return outcome

    async def _put_aside(self, message: dict[str, Any], attempt: int, error: Exception) -> Outcome:
        if await self._dead_letters.take(message, error):
            return "given-up"
        await self._postpone(message, attempt)
        return "failed"

    async def _deliver(self, event: Event[Any]) -> None:
        tracing.continue_trace({"traceparent": event.traceparent}, 0.0)
        context.set_deadline(_DELIVERY_SECONDS)
        await self._handlers[event.type](event)

    @asynccontextmanager
    async def _heartbeat(self, messages: Sequence[dict[str, Any]]) -> AsyncIterator[None]:
        """Keep the messages invisible to others for as long as we work on them."""
        beating = asyncio.create_task(self._beat(messages))
        try:
            yield
        finally:
            beating.cancel()
            await asyncio.gather(beating, return_exceptions=True)

    async def _beat(self, messages: Sequence[dict[str, Any]]) -> None:
        entries = [
            {
                "Id": str(index),
                "ReceiptHandle": message["ReceiptHandle"],
                "VisibilityTimeout": _VISIBILITY_SECONDS,
            }
            for index, message in enumerate(messages)
        ]
        while True:
            await asyncio.sleep(_VISIBILITY_SECONDS / 3)
            await asyncio.to_thread(
                self._sqs.change_message_visibility_batch, QueueUrl=self._queue_url, Entries=entries
            )

    async def _postpone(self, message: dict[str, Any], attempt: int) -> None:
        try:
            await asyncio.to_thread(
                self._sqs.change_message_visibility,
                QueueUrl=self._queue_url,
                ReceiptHandle=message["ReceiptHandle"],
                VisibilityTimeout=min(_RETRY_CAP_SECONDS, 2**attempt),
            )
        except (BotoCoreError, ClientError) as error:
            log.warning("cannot postpone a message", exc_info=error)

    async def _delete(self, messages: Sequence[dict[str, Any]]) -> None:
        if messages:
            entries = [
                {"Id": str(index), "ReceiptHandle": message["ReceiptHandle"]}
                for index, message in enumerate(messages)
            ]
            await asyncio.to_thread(
                self._sqs.delete_message_batch, QueueUrl=self._queue_url, Entries=entries
            )

    def _log(
        self,
        message: dict[str, Any],
        attempt: int,
        outcome: Outcome,
        seconds: float,
        fields: dict[str, Any],
    ) -> None:
        age = time.time() - int(message["Attributes"]["SentTimestamp"]) / 1000
        line = metrics.embed(
            {**fields, "attempt": attempt, "outcome": outcome},
            service=self._queue,
            metrics={
                "HandlingTime": (round(seconds * 1000, 2), "Milliseconds"),
                "MessageAge": (round(age, 3), "Seconds"),
                "MessageFailed": (int(outcome != "handled"), "Count"),
            },
        )
        log.info("message", extra={"fields": line})

    def _fields(self) -> dict[str, Any]:
        return {"queue": self._queue}


async def _sleep(seconds: float, stop: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
