"""A domain event, as its service published it, as a row of ``raw.domain_events``."""

from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec

from contracts.events import EVENT_TYPES, EventType
from contracts.lake import FIELDS_KEPT_OUT, DomainEventRow, Origin, payload_column

from .firehose import RejectedError, Row
from .rows import line_type, timestamp


class _Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """The envelope, and ``origin``, which a replay and the simulation add."""

    id: str
    type: str
    source: str
    subject: str
    version: int
    time: Annotated[datetime, msgspec.Meta(tz=True)]
    data: msgspec.Raw
    traceparent: str = ""
    origin: Origin = "live"


class _Payload:
    """How the payload of one event type becomes its column, and its text without what is kept out.

    The column has every field that the contract knows, so that an old event has today's defaults;
    the text has whatever the event had.
    """

    def __init__(self, event_type: EventType[Any]) -> None:
        self._decode = msgspec.json.Decoder(event_type.data).decode
        self._kept_out = FIELDS_KEPT_OUT.get(event_type.name, frozenset())
        self._column = f',"{payload_column(event_type.name)}":'.encode()

    def parts(self, data: msgspec.Raw) -> tuple[str, bytes]:
        """The payload's text, and the end of the line, which holds the column."""
        content = _encode(self._decode(data))
        text = bytes(data)
        if self._kept_out:
            text, content = self._without(text), self._without(content)
        return text.decode(), self._column + content + b"}\n"

    def _without(self, document: bytes) -> bytes:
        fields = msgspec.json.decode(document, type=dict[str, msgspec.Raw])
        return _encode({name: fields[name] for name in fields if name not in self._kept_out})


_Line = line_type(DomainEventRow)
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(_Envelope).decode
_PAYLOADS = {name: _Payload(event_type) for name, event_type in EVENT_TYPES.items()}


def to_row(data: bytes, arrived_at_ms: int) -> Row:
    """The row of one record, which was received when Firehose took it.

    Raises:
        RejectedError: for anything that is no event of ours, or not of a type that we know.
    """
    try:
        event = _decode(data)
        payload = _PAYLOADS.get(event.type)
        if payload is None:
            raise RejectedError("unknown-type", event.type)
        text, rest = payload.parts(event.data)
    except msgspec.ValidationError as error:
        raise RejectedError("invalid", str(error)) from error
    received = timestamp(datetime.fromtimestamp(arrived_at_ms / 1000, UTC))
    occurred = timestamp(event.time)
    line = _Line(
        event.id,
        event.source,
        event.subject,
        event.version,
        occurred,
        received,
        event.origin,
        text,
    )
    return Row(_encode(line)[:-1] + rest, event.type, received[:10])
