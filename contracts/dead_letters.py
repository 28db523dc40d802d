"""Why a message lies in a dead-letter queue, told by its consumer in attributes beside it.

A consumer puts what it gives up on there itself, at its last attempt. One that dies says nothing,
and SQS moves the message: it ended without saying why.

What is told is safe to keep and to show: a detail is one of our own sentences, with whatever might
reach a person masked. What an unforeseen error says may quote a row or a request, so of that only
the kind is told, and the place in the code.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import PurePath
from traceback import extract_tb
from typing import Any

import msgspec

from contracts.errors import DomainError

_PREFIX = "failure."
_DETAIL_LENGTH = 300
_MASK = "***"
_PERSONAL = re.compile(r"[^\s@,;:<>()\"']+@[^\s@,;:<>()\"']+|\+?\d(?:[ .()/-]{0,2}\d){8,}")
_SENT = frozenset({"DataType", "StringValue", "BinaryValue"})  # of an attribute that was received
_OURS = ("contracts", "core_services", "edge_api", "chalicelib")


def dead_letter_queue(queue_url: str) -> str:
    """The address of a queue's dead-letter queue: the topology's rule."""
    return f"{queue_url}-dlq"


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """How a message's last attempt ended. ``received`` is which attempt that was."""

    code: str
    detail: str
    consumer: str
    failed_at: datetime
    first_sent_at: datetime
    received: int
    trace_id: str = ""


def explain(error: BaseException) -> tuple[str, str]:
    """An error's code, and what may be told of it."""
    if isinstance(error, DomainError):
        return error.code, masked(error.detail)[:_DETAIL_LENGTH]
    return type(error).__name__, _place(error)


def masked(text: str) -> str:
    """A sentence with what looks like an address, a telephone or a card number masked."""
    return _PERSONAL.sub(_MASK, text)


def to_attributes(failure: Failure) -> dict[str, dict[str, str]]:
    """SQS message attributes that carry a failure; SQS takes no empty ones."""
    fields: dict[str, Any] = msgspec.to_builtins(failure)
    return {
        f"{_PREFIX}{name}": {"DataType": "String", "StringValue": str(value)}
        for name, value in fields.items()
        if value != ""
    }


def from_attributes(attributes: Mapping[str, Mapping[str, Any]]) -> Failure | None:
    """The failure that a message's attributes tell of; None where they tell of none, or oddly."""
    fields = {
        name.removeprefix(_PREFIX): value.get("StringValue", "")
        for name, value in attributes.items()
        if name.startswith(_PREFIX)
    }
    try:
        return msgspec.convert({"detail": "", **fields}, Failure, strict=False)
    except msgspec.ValidationError:
        return None


def without_failure(attributes: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """The attributes with which a message was first sent, as SQS takes them back."""
    return {
        name: {key: value for key, value in given.items() if key in _SENT and value}
        for name, given in attributes.items()
        if not name.startswith(_PREFIX)
    }


def sent_at(milliseconds: str | int) -> datetime:
    """SQS's ``SentTimestamp``."""
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC)


def _place(error: BaseException) -> str:
    """The last line of our own code that an error went through."""
    for frame in reversed(extract_tb(error.__traceback__)):
        parts = PurePath(frame.filename).parts
        start = next((index for index, part in enumerate(parts) if part in _OURS), None)
        if start is not None:
            return f"{'/'.join(parts[start:])}:{frame.lineno} in {frame.name}"
    return ""
