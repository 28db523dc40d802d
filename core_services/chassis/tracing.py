"""One trace from the browser to the last queue.

The trace travels as W3C ``traceparent`` between our own parts and in event envelopes, and is read
from ``X-Amzn-Trace-Id`` where a load balancer made it. Both carry the same 128-bit id: X-Ray writes
``1-5759e988-bd862e3fe1be46a994272793`` for ``5759e988bd862e3fe1be46a994272793``. Segments go to the
X-Ray daemon when one is configured.
"""

import secrets
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any, NamedTuple

_TRACE_ID_LENGTH = 32
_SPAN_ID_LENGTH = 16
_HEX = frozenset("0123456789abcdef")


class Trace(NamedTuple):
    """``trace_id`` is 32 hex digits, ``span_id`` 16; ``sampled`` is the root's decision.

    ``parent_id`` is the span of whoever called us, empty where the trace begins here.
    """

    trace_id: str
    span_id: str
    sampled: bool
    parent_id: str = ""

    @property
    def traceparent(self) -> str:
        return f"00-{self.trace_id}-{self.span_id}-{'01' if self.sampled else '00'}"

    @property
    def xray_id(self) -> str:
        return f"1-{self.trace_id[:8]}-{self.trace_id[8:]}"


_current: ContextVar[Trace | None] = ContextVar("trace", default=None)


def current() -> Trace | None:
    """The trace that this unit of work belongs to."""
    return _current.get()


def continue_trace(headers: Mapping[str, str], sample_rate: float) -> Trace:
    """Join the caller's trace, or begin one, and make it current with a span of our own."""
    parent = parse_traceparent(headers.get("traceparent", "")) or _parse_xray(
        headers.get("x-amzn-trace-id", "")
    )
    if parent is None:
        sampled = secrets.randbelow(10_000) < sample_rate * 10_000
        parent = Trace(secrets.token_hex(16), "", sampled)
    trace = parent._replace(span_id=secrets.token_hex(8), parent_id=parent.span_id)
    _current.set(trace)
    return trace


def parse_traceparent(header: str) -> Trace | None:
    """The trace of a W3C ``traceparent`` header, or None where it is not one."""
    parts = header.split("-")
    if len(parts) != 4 or not _is_hex(parts[1], _TRACE_ID_LENGTH):
        return None
    if not _is_hex(parts[2], _SPAN_ID_LENGTH):
        return None
    return Trace(parts[1], parts[2], parts[3] == "01")


def _parse_xray(header: str) -> Trace | None:
    fields = dict(part.strip().split("=", 1) for part in header.split(";") if "=" in part)
    root = fields.get("Root", "").split("-")
    trace_id = "".join(root[1:])
    if not _is_hex(trace_id, _TRACE_ID_LENGTH):
        return None
    return Trace(trace_id, fields.get("Parent", ""), fields.get("Sampled") == "1")


def _is_hex(text: str, length: int) -> bool:
    return len(text) == length and _HEX.issuperset(text)


class SegmentSender:
    """Sends X-Ray segments for sampled work; does nothing where no daemon is configured.

    The SDK's own context is left alone: its asyncio one replaces the loop's task factory by one
    that does not know ``create_task(context=…)``. We carry the trace ourselves (`current`).
    """

    def __init__(self, service: str, daemon_address: str | None) -> None:
        self._service = service
        self._sdk = _Sdk(daemon_address) if daemon_address else None

    @contextmanager
    def segment(self, trace: Trace, **annotations: str) -> Iterator[None]:
        """The time in which this process works for the trace."""
        if self._sdk is None or not trace.sampled:
            yield
            return
        segment = self._sdk.segment(self._service, trace, annotations)
        try:
            yield
        finally:
            self._sdk.send(segment)

    def close(self) -> None:
        """Hang up."""
        if self._sdk is not None:
            self._sdk.close()


class _Sdk:
    """What we use of the X-Ray SDK: its segments. We send them ourselves, to be able to hang up."""

    def __init__(self, daemon_address: str) -> None:
        # Imported on demand: the SDK costs 10 MB, and opens a socket that nobody needs.
        from aws_xray_sdk.core import xray_recorder
        from aws_xray_sdk.core.emitters.udp_emitter import PROTOCOL_DELIMITER, PROTOCOL_HEADER
        from aws_xray_sdk.core.models.segment import Segment

        xray_recorder.emitter._socket.close()
        host, _, port = daemon_address.rpartition(":")
        self._address = (host, int(port))
        self._head = PROTOCOL_HEADER + PROTOCOL_DELIMITER
        self._new_segment = Segment
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)

    def segment(self, service: str, trace: Trace, annotations: Mapping[str, str]) -> Any:
        parent_id = trace.parent_id or None
        segment = self._new_segment(service, traceid=trace.xray_id, parent_id=parent_id)
        segment.id = trace.span_id
        for key, value in annotations.items():
            segment.put_annotation(key, value)
        return segment

    def send(self, segment: Any) -> None:
        segment.close()
        with suppress(OSError):  # a trace is worth less than the request that it is about
            self._socket.sendto((self._head + segment.serialize()).encode(), self._address)

    def close(self) -> None:
        self._socket.close()
