"""A delivery stream at work: fills its buffer, delivers it when it is due, and acknowledges."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from contracts.clock import Clock
from infra.local.event_sources.functions import Function, FunctionError
from infra.local.event_sources.worker import say
from infra.local.firehose.delivery import Put, Target, deliver
from infra.local.firehose.records import Record
from infra.local.firehose.sources import RecordSource
from infra.local.firehose.transformation import InvocationError

# A laptop's share: Firehose itself holds up to 128 MB. The count bounds how far a stream is read
# ahead of its delivery, which is what ``infra.local.streaming`` keeps of it.
LOCAL_BYTES = 16 * 1024 * 1024
LOCAL_RECORDS = 2_000
_SHORTEST_WAIT, _LONGEST_WAIT = 0.1, 1.0


@dataclass(frozen=True, slots=True)
class DeliveryStream:
    """One delivery stream: from where, through what, to where, and how soon."""

    target: Target
    sources: Sequence[RecordSource]
    function: Function
    put: Put
    seconds: float


class Pump:
    """Plays Firehose for one delivery stream; see ``infra.local.event_sources.worker``."""

    def __init__(self, stream: DeliveryStream, clock: Clock) -> None:
        self.name = f"firehose {stream.target.stream}"
        self._stream = stream
        self._clock = clock
        self._buffer: list[Record] = []
        self._bytes = 0
        self._due_at = 0.0
        self._wait = _SHORTEST_WAIT

    def step(self, stop: threading.Event) -> None:
        """Take what came; deliver when it is time. A failed delivery comes first, again."""
        if self._is_due():
            self._deliver()
        if self._fill():
            self._wait = _SHORTEST_WAIT
        else:
            stop.wait(self._wait)
            self._wait = min(self._wait * 1.5, _LONGEST_WAIT)

    def close(self) -> None:
        """Deliver what is buffered, so that the next start need not find it again."""
        if self._buffer:
            self._deliver()

    def _fill(self) -> bool:
        before = len(self._buffer)
        for source in self._stream.sources:
            if not self._is_full():
                self._take(source.poll())
        return len(self._buffer) > before

    def _take(self, records: list[Record]) -> None:
        if records and not self._buffer:
            self._due_at = time.monotonic() + self._stream.seconds
        self._buffer += records
        self._bytes += sum(len(each.data) for each in records)

    def _is_due(self) -> bool:
        return bool(self._buffer) and (self._is_full() or time.monotonic() >= self._due_at)

    def _is_full(self) -> bool:
        return self._bytes >= LOCAL_BYTES or len(self._buffer) >= LOCAL_RECORDS

    def _deliver(self) -> None:
        stream = self._stream
        delivered = deliver(self._buffer, stream.target, self._invoke, stream.put, self._clock)
        for source in stream.sources:
            source.acknowledge()
        if delivered.failed:
            say(f"{self.name}: {delivered.failed} of {len(self._buffer)} records failed")
        self._buffer, self._bytes = [], 0

    def _invoke(self, event: object) -> object:
        try:
            return self._stream.function.invoke(event)
        except FunctionError as error:
            raise InvocationError(str(error)) from error
