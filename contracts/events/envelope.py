"""The envelope: CloudEvents 1.0 attribute names, plus the aggregate's version and a traceparent."""

from datetime import datetime
from typing import Any, Generic, TypeVar

import msgspec

from contracts.errors import MalformedError

Data = TypeVar("Data", bound=msgspec.Struct)


class EventType(msgspec.Struct, Generic[Data], frozen=True):
    """A kind of event: its wire name such as ``order.placed.v1``, producer and payload type."""

    name: str
    source: str
    data: type[Data]


class Event(msgspec.Struct, Generic[Data], frozen=True, kw_only=True):
    """One fact. ``version`` is the aggregate's: a consumer never applies an older one over it."""

    id: str
    type: str
    source: str
    subject: str
    version: int
    time: datetime
    data: Data
    traceparent: str = ""


class _Undecoded(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    type: str
    source: str
    subject: str
    version: int
    time: datetime
    data: msgspec.Raw
    traceparent: str = ""


def encode(event: Event[Any]) -> bytes:
    """The event as JSON."""
    return msgspec.json.encode(event)


def decode(message: bytes | str, types: dict[str, EventType[Any]]) -> Event[Any]:
    """An event of one of the given types.

    Raises:
        MalformedError: for what is not an event, or an event of no known type.
    """
    try:
        envelope = msgspec.json.decode(message, type=_Undecoded)
        event_type = types[envelope.type]
        data = msgspec.json.decode(envelope.data, type=event_type.data)
    except KeyError as error:
        raise MalformedError(f"No event type is called {error.args[0]!r}.") from error
    except msgspec.MsgspecError as error:
        raise MalformedError(f"This is not an event: {error}.") from error
    return Event(
        id=envelope.id,
        type=envelope.type,
        source=envelope.source,
        subject=envelope.subject,
        version=envelope.version,
        time=envelope.time,
        data=data,
        traceparent=envelope.traceparent,
    )
