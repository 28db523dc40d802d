"""Firehose's data transformation: what comes in, what must go back, and what never happens.

Every record that came in is answered exactly once, under its own id, whatever it holds. A record
that cannot be read is handed out with its reason, to be kept elsewhere, and does not hold up the
others.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from pybase64 import b64decode, b64encode_as_string

Event = Mapping[str, Any]
Answer = dict[str, Any]
Result = Literal["Ok", "Dropped", "ProcessingFailed"]
Reason = Literal["malformed", "invalid", "unknown-type", "unexpected"]

# Lambda answers with 6,291,556 bytes at most, or the whole batch fails. Our share of that: what
# does not fit any more is returned as failed, and Firehose keeps it under its error prefix.
ANSWER_BYTES = 5_500_000
_ANSWER_OVERHEAD = 300  # ids, keys and quotes around a record's data


class RejectedError(Exception):
    """A record that cannot become a row. ``detail`` may quote the record: it is never logged."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(reason)
        self.reason: Reason = reason
        self.detail = detail


class Row(NamedTuple):
    """A record as a row of a raw table: one line of JSON, and the partition where it belongs."""

    line: bytes
    event_type: str
    day: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record to be kept with the reason why it is no row; ``data`` is as Firehose sent it."""

    record_id: str
    reason: Reason
    detail: str
    arrived_at_ms: int
    data: str


@dataclass(slots=True)
class Transformed:
    """Firehose's answer so far, and what was left out of it."""

    answers: list[Answer] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    overflowed: int = 0

    def settle(self, result: Result) -> None:
        """Answer for the rejected: ``Dropped`` when they are kept, else ``ProcessingFailed``."""
        self.answers += [{"recordId": each.record_id, "result": result} for each in self.rejected]


Convert = Callable[[bytes, int], Row]


def transform(event: Event, convert: Convert) -> Transformed:
    """Convert each record by ``convert(data, arrival in epoch milliseconds)``."""
    transformed, room = Transformed(), ANSWER_BYTES
    for record in event["records"]:
        try:
            arrived = record.get("approximateArrivalTimestamp") or 0
            row = convert(b64decode(record["data"], validate=True), arrived)
        except Exception as error:  # whatever a record holds, it is that record's fault alone
            transformed.rejected.append(_rejected(record, error))
            continue
        data = b64encode_as_string(row.line)
        room -= len(data) + _ANSWER_OVERHEAD
        if room < 0:
            transformed.overflowed += 1
            answer: Answer = {"recordId": record["recordId"], "result": "ProcessingFailed"}
        else:
            answer = {
                "recordId": record["recordId"],
                "result": "Ok",
                "data": data,
                "metadata": _partition(row.event_type, row.day),
            }
        transformed.answers.append(answer)
    return transformed


@lru_cache(maxsize=1024)
def _partition(event_type: str, day: str) -> dict[str, Any]:
    return {"partitionKeys": {"event_type": event_type, "dt": day}}


def _rejected(record: Mapping[str, Any], error: Exception) -> Rejected:
    if isinstance(error, RejectedError):
        reason, detail = error.reason, error.detail
    elif isinstance(error, ValueError | RecursionError):  # no base64, no UTF-8, no JSON
        reason, detail = "malformed", str(error)
    else:
        reason, detail = "unexpected", repr(error)
    return Rejected(
        record_id=record["recordId"],
        reason=reason,
        detail=detail,
        arrived_at_ms=record.get("approximateArrivalTimestamp") or 0,
        data=record.get("data", ""),
    )
