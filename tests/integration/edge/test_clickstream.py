"""The BFF's records in a real stream, behind a network that takes some of them and not others."""

import contextlib
import json
import threading
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec
import pytest
import urllib3

from edge_api.bff.chalicelib.clickstream import ClickstreamStream, NotTakenError
from edge_api.chassis.deadline import Deadline
from infra.local.engines import REGION, Engines
from infra.local.provision import Aws
from tests.integration.local.streams import read_stream
from tests.unit.edge_api.bff.conftest import SETTINGS

THROTTLED = {"ErrorCode": "ProvisionedThroughputExceededException", "ErrorMessage": "slow down"}


@dataclass
class Weather:
    """What happens to the next requests: ``pass``, a status, or the indices that are throttled."""

    url: str
    forecast: list[str | int | Sequence[int]] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    def answer(self, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        document = json.loads(body)
        records = document["Records"]
        self.sizes.append(len(records))
        now = self.forecast.pop(0) if self.forecast else "pass"
        if isinstance(now, int):
            return now, json.dumps({"__type": "InternalFailure"}).encode()
        throttled = () if isinstance(now, str) else now
        kept = [each for number, each in enumerate(records) if number not in throttled]
        results = iter(self._forward(headers, document | {"Records": kept}) if kept else [])
        told = [
            THROTTLED if number in throttled else next(results) for number in range(len(records))
        ]
        answer = {"FailedRecordCount": len(throttled), "Records": told}
        return 200, json.dumps(answer).encode()

    def _forward(self, headers: dict[str, str], document: dict[str, Any]) -> list[dict[str, Any]]:
        passed = {
            name: value
            for name, value in headers.items()
            if name.lower() in ("authorization", "content-type", "x-amz-target", "x-amz-date")
        }
        content = json.dumps(document).encode()
        answer = urllib3.request("POST", self.url, body=content, headers=passed)
        assert answer.status == 200, answer.data
        records: list[dict[str, Any]] = json.loads(answer.data)["Records"]
        return records


@contextlib.contextmanager
def before(weather: Weather) -> Iterator[str]:
    """The address of a server that lets requests through as the weather is."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, content = weather.answer(dict(self.headers), body)
            self.send_response(status)
            self.send_header("Content-Type", "application/x-amz-json-1.1")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Shore:
    """A stream of this test's own, what the BFF puts into it, and the weather between them."""

    aws: Aws
    name: str
    weather: Weather
    stream: ClickstreamStream

    def put(self, *records: str, seconds: float = 8.0) -> None:
        self.stream.put([each.encode() for each in records], "session-1", Deadline(seconds))

    def arrived(self) -> list[str]:
        return read_stream(self.aws, self.name)


@pytest.fixture
def shore(engines: Engines, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shore]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "local")
    aws, name = Aws(engines.aws_endpoint_url), f"clicks-{uuid.uuid4().hex[:8]}"
    aws.kinesis.create_stream(StreamName=name, ShardCount=1)
    weather = Weather(engines.aws_endpoint_url)
    with before(weather) as url:
        settings = msgspec.structs.replace(
            SETTINGS, clickstream_stream=name, aws_endpoint_url=url, aws_region=REGION
        )
        yield Shore(aws, name, weather, ClickstreamStream(settings))


def test_records_arrive_in_their_order(shore: Shore) -> None:
    shore.put("a", "b", "c")

    assert shore.arrived() == ["a", "b", "c"]
    assert shore.weather.sizes == [3]


def test_only_the_records_that_failed_are_sent_again(shore: Shore) -> None:
    shore.weather.forecast = [(1, 3), (0,)]

    shore.put("a", "b", "c", "d")

    assert shore.weather.sizes == [4, 2, 1]
    assert sorted(shore.arrived()) == ["a", "b", "c", "d"]


def test_a_batch_that_nobody_answered_for_is_sent_again(shore: Shore) -> None:
    shore.weather.forecast = [500]

    shore.put("a", "b")

    assert shore.weather.sizes == [2, 2]
    assert shore.arrived() == ["a", "b"]


def test_what_fails_again_and_again_is_told(shore: Shore) -> None:
    shore.weather.forecast = [(1,), (0,), (0,), (0,), (0,)]

    with pytest.raises(NotTakenError, match="1 of 2 events") as refused:
        shore.put("a", "b")

    assert (refused.value.status, refused.value.retry_after) == (503, 2)
    assert shore.weather.sizes == [2, 1, 1, 1]
    assert shore.arrived() == ["a"]


def test_nothing_is_tried_for_which_there_is_no_time(shore: Shore) -> None:
    shore.weather.forecast = [(0,)]

    with pytest.raises(NotTakenError):
        shore.put("a", seconds=0.2)

    assert shore.weather.sizes == [1]


def test_a_stream_that_cannot_be_reached_is_told(shore: Shore) -> None:
    settings = msgspec.structs.replace(
        SETTINGS, aws_endpoint_url="http://127.0.0.1:9", aws_region=REGION
    )
    with pytest.raises(NotTakenError, match="1 of 1"):
        ClickstreamStream(settings).put([b"a"], "session-1", Deadline(1.0))
