"""A sampled request's segment reaches the X-Ray daemon; an unsampled one costs nothing."""

import asyncio
import json
import socket
from collections.abc import Iterator
from contextvars import Context

import pytest

from core_services.chassis.tracing import SegmentSender, Trace, continue_trace

TRACE_ID = "5759e988bd862e3fe1be46a994272793"


@pytest.fixture
def daemon() -> Iterator[socket.socket]:
    """Listens where the X-Ray daemon would."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.settimeout(5.0)
        yield listener


@pytest.fixture
def sender(daemon: socket.socket) -> Iterator[SegmentSender]:
    sender = SegmentSender("order", f"127.0.0.1:{daemon.getsockname()[1]}")
    yield sender
    sender.close()


async def test_a_sampled_request_is_sent_as_a_segment(
    daemon: socket.socket, sender: SegmentSender
) -> None:
    trace = continue_trace({"traceparent": f"00-{TRACE_ID}-{'a' * 16}-01"}, 0.0)
    with sender.segment(trace, operation="place_order"):
        await asyncio.create_task(asyncio.sleep(0), context=Context())
    header, segment = daemon.recv(65_536).split(b"\n", 1)
    document = json.loads(segment)

    assert json.loads(header)["format"] == "json"
    assert document["name"] == "order"
    assert document["trace_id"] == "1-5759e988-bd862e3fe1be46a994272793"
    assert (document["id"], document["parent_id"]) == (trace.span_id, "a" * 16)
    assert document["end_time"] >= document["start_time"]
    assert document["annotations"] == {"operation": "place_order"}


async def test_an_unsampled_request_is_not_sent(
    daemon: socket.socket, sender: SegmentSender
) -> None:
    daemon.settimeout(0.2)
    with sender.segment(Trace(TRACE_ID, "b" * 16, False)):
        pass

    with pytest.raises(TimeoutError):
        daemon.recv(65_536)


def test_a_load_balancers_trace_is_continued() -> None:
    header = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"

    trace = continue_trace({"x-amzn-trace-id": header}, 0.0)

    assert (trace.trace_id, trace.sampled) == (TRACE_ID, True)
    assert trace.xray_id == "1-5759e988-bd862e3fe1be46a994272793"
    assert trace.traceparent.startswith(f"00-{TRACE_ID}-")
