"""Firehose's data transformation: records to a function and back, by AWS's documented rules."""

import base64
import binascii
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from infra.local.engines import REGION
from infra.local.environment import ACCOUNT
from infra.local.firehose.records import Failure, Record

Invoke = Callable[[dict[str, Any]], Any]

# Firehose hands a function 1 MB at a time unless told otherwise; in base64 that is far from the
# 6 MB of an invocation, and leaves its answer room to grow.
BATCH_BYTES = 1024 * 1024
BATCH_RECORDS = 500
ATTEMPTS = 4  # the first, and the three retries that Firehose makes


class InvocationError(Exception):
    """The function failed, as it would again."""


@dataclass(frozen=True, slots=True)
class Transformed:
    """A record's row, and the partition that the function chose for it."""

    record: Record
    line: bytes
    partition: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Outcome:
    """What became of a batch; what a function drops is in neither list."""

    transformed: list[Transformed] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)


def transform(
    records: Iterable[Record], invoke: Invoke, stream: str, source_arn: str | None = None
) -> Outcome:
    """Send every record through ``invoke``, in batches.

    Raises:
        Exception: what ``invoke`` raises, but for ``InvocationError``, which fails the batch.
    """
    outcome = Outcome()
    for batch in batches(records):
        try:
            answer = _attempt(invoke, event_of(batch, stream, source_arn))
        except InvocationError as error:
            outcome.failures += (
                _failure(each, "Lambda.FunctionError", str(error), ATTEMPTS) for each in batch
            )
        else:
            _sort_out(batch, answer, outcome)
    return outcome


def batches(records: Iterable[Record]) -> Iterator[list[Record]]:
    """Records in batches that a function takes at once."""
    batch: list[Record] = []
    size = 0
    for record in records:
        size += len(record.data)
        if batch and (size > BATCH_BYTES or len(batch) == BATCH_RECORDS):
            yield batch
            batch, size = [], len(record.data)
        batch.append(record)
    if batch:
        yield batch


def event_of(batch: Sequence[Record], stream: str, source_arn: str | None) -> dict[str, Any]:
    """The event in which Firehose hands records to a function."""
    event: dict[str, Any] = {
        "invocationId": str(uuid.uuid4()),
        "deliveryStreamArn": f"arn:aws:firehose:{REGION}:{ACCOUNT}:deliverystream/{stream}",
        "region": REGION,
        "records": [_entry(record) for record in batch],
    }
    return event if source_arn is None else {**event, "sourceKinesisStreamArn": source_arn}


def _entry(record: Record) -> dict[str, Any]:
    entry = {
        "recordId": record.id,
        "approximateArrivalTimestamp": record.arrived_at_ms,
        "data": base64.b64encode(record.data).decode(),
    }
    if record.stream_metadata is None:
        return entry
    return {**entry, "kinesisRecordMetadata": record.stream_metadata}


def _attempt(invoke: Invoke, event: dict[str, Any]) -> Any:
    """The answer; a failing function is asked again with the same invocation."""
    for _ in range(ATTEMPTS - 1):
        try:
            return invoke(event)
        except InvocationError:
            continue
    return invoke(event)


def _sort_out(batch: Sequence[Record], answer: Any, outcome: Outcome) -> None:
    answers = answer.get("records") if isinstance(answer, dict) else None
    if not isinstance(answers, list):
        message = "The function's answer has no list of records."
        outcome.failures += (
            _failure(each, "Lambda.InvalidReturnFormat", message) for each in batch
        )
        return
    counts = Counter(each.get("recordId") for each in answers)
    by_id = {each.get("recordId"): each for each in answers}
    for record in batch:
        if counts[record.id] == 1:
            _take(record, by_id[record.id], outcome)
        elif counts[record.id]:
            outcome.failures.append(
                _failure(record, "Lambda.DuplicatedRecordId", "Returned twice.")
            )
        else:
            outcome.failures.append(_failure(record, "Lambda.MissingRecordId", "Not returned."))


def _take(record: Record, answer: dict[str, Any], outcome: Outcome) -> None:
    result = answer.get("result")
    if result == "Dropped":
        return
    if result == "ProcessingFailed":
        message = "ProcessingFailed status set for record"
        outcome.failures.append(_failure(record, "Lambda.ProcessingFailedStatus", message))
        return
    try:
        line = base64.b64decode(answer["data"], validate=True)
        keys = answer["metadata"]["partitionKeys"]
        partition = tuple((str(name), str(value)) for name, value in keys.items())
    except (KeyError, TypeError, AttributeError, binascii.Error) as error:
        message = f"The answer for this record is incomplete: {error!r}"
        outcome.failures.append(_failure(record, "Lambda.InvalidReturnFormat", message))
        return
    outcome.transformed.append(Transformed(record, line, partition))


def _failure(record: Record, code: str, message: str, attempts: int = 1) -> Failure:
    return Failure(record, "processing-failed", code, message, attempts)
