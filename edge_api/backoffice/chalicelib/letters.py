"""A dead letter as staff may see it: why it was given up, and what in it names nobody."""

from datetime import datetime
from typing import Any

import msgspec

from contracts.dead_letters import Failure, from_attributes, sent_at

from .queues import Message
from .schemas import DeadLetter, Reason

# Everything else is hidden: a field that is new is not shown before somebody has thought about it.
SHOWN = frozenset(
    {
        "order_id", "number", "payment_id", "refund_id", "return_id", "fulfilment_id", "cart_id",
        "cart_version", "line_id", "currency", "amount", "total", "refunded_total", "quantity",
        "sku", "skus", "product_id", "product_ids", "lines", "levels", "available", "version",
        "was_paid", "reason_code", "carrier", "status", "products", "deleted", "tables", "batch",
        "on_hand", "method",
    }
)  # fmt: skip


class _Envelope(msgspec.Struct, frozen=True):
    id: str | None
    type: str | None
    subject: str | None
    time: datetime | None
    data: dict[str, Any]


_NO_EVENT = _Envelope(None, None, None, None, {})


def as_dead_letter(message: Message) -> DeadLetter:
    """What may be told of a message of a dead-letter queue."""
    event = _event(message["Body"])
    shown, hidden = visible(event.data)
    failure = from_attributes(message.get("MessageAttributes", {}))
    attributes = message["Attributes"]
    return DeadLetter(
        message_id=message["MessageId"],
        event_type=event.type,
        event_id=event.id,
        subject=event.subject,
        occurred_at=event.time,
        first_sent_at=failure.first_sent_at if failure else sent_at(attributes["SentTimestamp"]),
        receive_count=failure.received if failure else int(attributes["ApproximateReceiveCount"]),
        reason=_reason(failure) if failure else None,
        data=shown,
        hidden=hidden,
    )


def _reason(failure: Failure) -> Reason:
    return Reason(
        code=failure.code,
        detail=failure.detail,
        consumer=failure.consumer,
        failed_at=failure.failed_at,
        trace_id=failure.trace_id,
    )


def visible(data: dict[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The fields that name nobody, however deep, and the names of all others."""
    hidden: set[str] = set()
    shown = _visible(data, "", hidden)
    return shown, tuple(sorted(hidden))


def _visible(value: Any, path: str, hidden: set[str]) -> Any:
    if isinstance(value, list):
        return [_visible(each, path, hidden) for each in value]
    if not isinstance(value, dict):
        return value
    hidden.update(f"{path}{name}" for name in value if name not in SHOWN)
    return {
        name: _visible(each, f"{path}{name}.", hidden)
        for name, each in value.items()
        if name in SHOWN
    }


def _event(body: str) -> _Envelope:
    try:
        return msgspec.json.decode(body, type=_Envelope)
    except msgspec.MsgspecError:
        return _NO_EVENT
