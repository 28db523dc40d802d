"""Batches from SQS: each message stands for itself, and only those that failed come again."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit
from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from contracts.errors import DomainError
from contracts.events.envelope import decode
from contracts.events.registry import EVENT_TYPES
from edge_api.chassis.deadline import Deadline
from edge_api.chassis.observability import log
from edge_api.chassis.settings import metrics_namespace

from .bootstrap import Deps
from .once import NotSentError
from .subscriptions import Handler

_NEEDED_SECONDS = 5.0  # a message is not begun with less, but left for the next time
_SPARE_SECONDS = 1.0
_MOST_SECONDS = 8.0  # one that is answered slowly leaves time for the others

Response = Mapping[str, Any]


def handle_events(
    event: dict[str, Any], context: Any, deps: Deps, handlers: Mapping[str, Handler]
) -> Response:
    """Hand each message's event to its handler."""
    types = {name: EVENT_TYPES[name] for name in handlers}

    def handle(body: str, deadline: Deadline) -> None:
        decoded = decode(body, types)
        log.append_keys(event_type=decoded.type, event_id=decoded.id)
        handlers[decoded.type](decoded, deps, deadline)

    return handle_batch(event, context, deps, handle)


def handle_batch(
    event: dict[str, Any], context: Any, deps: Deps, handle: Callable[[str, Deadline], None]
) -> Response:
    """Hand each message's body to ``handle``; what that raises for comes again, or to the DLQ."""
    given_up = 0

    def handle_record(record: SQSRecord) -> None:
        nonlocal given_up
        try:
            handle(record.body, _deadline(context))
        except Exception as error:
            _report(record, error)
            if not deps.dead_letters.take(record.raw_event, error, context.function_name):
                raise
            given_up += 1
        finally:
            log.remove_keys(["event_type", "event_id"])

    # A whole batch that fails is no crash of ours: its messages come again one by one.
    processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)
    response = process_partial_response(event, handle_record, processor, context)
    failed = len(response["batchItemFailures"])
    metrics = EphemeralMetrics(namespace=metrics_namespace())
    metrics.add_dimension("function", str(context.function_name))
    metrics.add_metric("Messages", MetricUnit.Count, len(event["Records"]))
    metrics.add_metric("FailedMessages", MetricUnit.Count, failed + given_up)
    for record in event["Records"]:
        metrics.add_metric("MessageAge", MetricUnit.Seconds, _age(record))
    metrics.flush_metrics()
    return response


def _age(record: Mapping[str, Any]) -> float:
    """Seconds from when the message was sent until now, when it was handled or failed."""
    return round(max(0.0, time.time() - int(record["attributes"]["SentTimestamp"]) / 1000), 3)


def _deadline(context: Any) -> Deadline:
    left = context.get_remaining_time_in_millis() / 1000 - _SPARE_SECONDS
    if left < _NEEDED_SECONDS:
        raise TimeoutError("No time is left in this invocation for another message.")
    return Deadline(min(left, _MOST_SECONDS))


def _report(record: SQSRecord, error: Exception) -> None:
    foreseen = isinstance(error, DomainError | NotSentError | TimeoutError)
    say = log.warning if foreseen else log.exception
    received = record.attributes.approximate_receive_count
    say(
        "a message failed",
        message_id=record.message_id,
        received=received,
        reason=getattr(error, "code", type(error).__name__),
    )
