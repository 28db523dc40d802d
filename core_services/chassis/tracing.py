"""One trace from the browser to the last queue.

The trace travels as W3C ``traceparent`` between our own parts and in event envelopes, and is read
from ``X-Amzn-Trace-Id`` where a load balancer made it. Both carry the same 128-bit id: X-Ray writes
``1-5759e988-bd862e3fe1be46a994272793`` for ``5759e988bd862e3fe1be46a994272793``. Segments go to the
X-Ray daemon when one is configured.
"""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

_TRACE_ID_LENGTH = 32
_SPAN_ID_LENGTH = 16
_HEX = frozenset("0123456789abcdef")


class Trace(NamedTuple):
    """``trace_id`` is 32 hex digits, ``span_id`` 16; ``sampled`` is the root's decision."""

    trace_id: str
    span_id: str
    sampled: bool

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
    trace = parent._replace(span_id=secrets.token_hex(8))
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
    """Sends X-Ray segments for sampled work; does nothing where no daemon is configured."""

    def __init__(self, service: str, daemon_address: str | None) -> None:
        self._service = service
        self._recorder = _recorder(service, daemon_address) if daemon_address else None

    @contextmanager
    def segment(self, trace: Trace, **annotations: str) -> Iterator[None]:
        """The time in which this process works for the trace."""
        if self._recorder is None or not trace.sampled:
            yield
            return
        with self._recorder.in_segment(self._service, traceid=trace.xray_id, sampling=1) as segment:
            for key, value in annotations.items():
                segment.put_annotation(key, value)
            yield


def _recorder(service: str, daemon_address: str) -> Any:
    # Imported on demand: the SDK opens a socket when it is imported, and costs 10 MB.
    from aws_xray_sdk.core import AsyncAWSXRayRecorder
    from aws_xray_sdk.core.async_context import AsyncContext

    recorder = AsyncAWSXRayRecorder()
    recorder.configure(
        service=service,
        context=AsyncContext(),
        daemon_address=daemon_address,
        sampling=False,
        context_missing="IGNORE_ERROR",
    )
    return recorder
