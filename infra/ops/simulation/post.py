"""What was sent, until the day that it is received: a day that is over gets nothing more."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import NamedTuple, TypeVar

import msgspec

from contracts.clickstream import CollectedEvent
from contracts.events import Event, EventType, encode
from infra.ops.simulation.chance import event_id

_ORIGIN = b',"origin":"simulated"}'  # beside the envelope, as ingestion reads it
D = TypeVar("D", bound=msgspec.Struct)


class Received(NamedTuple):
    """A record as a delivery stream gets it, and when."""

    at: datetime
    record: bytes


@dataclass(slots=True)
class Day:
    """All that was received on one UTC day, in the order in which it came."""

    date: date
    clicks: list[Received] = field(default_factory=list)
    events: list[Received] = field(default_factory=list)


class Post:
    """Carries records to the days on which they arrive."""

    def __init__(self) -> None:
        self._clicks: dict[date, list[Received]] = defaultdict(list)
        self._events: dict[date, list[Received]] = defaultdict(list)

    def click(self, event: CollectedEvent) -> None:
        record = Received(event.received_at, msgspec.json.encode(event))
        self._clicks[event.received_at.date()].append(record)

    def event(self, at: datetime, record: bytes) -> None:
        self._events[at.date()].append(Received(at, record))

    def day(self, day: date) -> Day:
        """What came on this day; it is handed out once."""
        clicks = self._clicks.pop(day, [])
        events = self._events.pop(day, [])
        return Day(day, sorted(clicks), sorted(events))


class Teller:
    """What ``announcing`` of the order service speaks to: here it is a post box, not an outbox."""

    def __init__(self, post: Post, rng: Random) -> None:
        self._post = post
        self._rng = rng
        self.now = datetime.min.replace(tzinfo=UTC)

    def tell(
        self,
        event_type: EventType[D],
        *,
        subject: str,
        version: int,
        data: D,
    ) -> None:
        event = Event(
            id=event_id(self.now, self._rng),
            type=event_type.name,
            source=event_type.source,
            subject=subject,
            version=version,
            time=self.now,
            data=data,
        )
        delay = timedelta(milliseconds=80 + self._rng.expovariate(1 / 900))
        self._post.event(self.now + delay, encode(event)[:-1] + _ORIGIN)
