"""From streams, topics and direct puts through the real transforms to Parquet in a bucket."""

import gzip
import io
import json
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from pyarrow import parquet

from contracts.clickstream import CollectedEvent
from contracts.clock import FrozenClock
from infra.local.engines import REGION, Engines
from infra.local.environment import ACCOUNT
from infra.local.event_sources.functions import Function, NotReachedError
from infra.local.event_sources.settings import target_of
from infra.local.firehose.pump import DeliveryStream, Pump
from infra.local.firehose.sources import (
    STAGING_BUCKET,
    Checkpoints,
    DirectSource,
    KinesisSource,
    QueueRecordSource,
    RecordSource,
)
from infra.local.provision import Aws
from infra.local.provision_streams import provision_streams, stand_in_queue
from infra.local.topology import Topology, load_topology
from pipelines.ingestion.chalicelib import clickstream, domain_events
from pipelines.ingestion.chalicelib.firehose import Convert
from pipelines.ingestion.chalicelib.handlers import handle
from tests.unit.pipelines.ingestion.batches import EVENT_ID, collected, envelope, order_placed

HERE = {"LocationConstraint": REGION}


@dataclass(frozen=True, slots=True)
class InProcess(Function):
    """A transform called as Lambda calls it, but in this process; it can be away."""

    convert: Convert = clickstream.to_row
    storage: Any = None
    away: threading.Event = field(default_factory=threading.Event)

    def invoke(self, event: Any) -> Any:
        if self.away.is_set():
            raise NotReachedError("away")
        return handle(event, "clickstream", self.convert, lambda: self.storage)


class Lake:
    """A bucket of a test's own, as the transforms and Firehose write to it."""

    def __init__(self, aws: Aws) -> None:
        self._s3 = aws.s3
        self._bucket = f"lake-{uuid.uuid4().hex[:8]}"
        self._s3.create_bucket(Bucket=self._bucket, CreateBucketConfiguration=HERE)

    def put(self, key: str, content: bytes) -> None:
        self._s3.put_object(Bucket=self._bucket, Key=key, Body=content)

    def objects(self) -> list[str]:
        listing = self._s3.list_objects_v2(Bucket=self._bucket)
        return [entry["Key"] for entry in listing.get("Contents", [])]

    def read(self, key: str) -> bytes:
        content: bytes = self._s3.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        return content

    def rows(self) -> list[dict[str, Any]]:
        keys = [key for key in self.objects() if key.endswith(".parquet")]
        tables = [parquet.read_table(io.BytesIO(self.read(key))) for key in keys]
        return [row for table in tables for row in table.to_pylist()]

    def errors(self) -> list[dict[str, Any]]:
        keys = [key for key in self.objects() if key.endswith(".jsonl.gz")]
        lines = [line for key in keys for line in gzip.decompress(self.read(key)).splitlines()]
        return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def aws(engines: Engines) -> Aws:
    return Aws(engines.aws_endpoint_url)


@pytest.fixture
def lake(aws: Aws) -> Lake:
    return Lake(aws)


@pytest.fixture
def stream(aws: Aws) -> str:
    name = f"clicks-{uuid.uuid4().hex[:8]}"
    aws.kinesis.create_stream(StreamName=name, ShardCount=2)
    return name


@pytest.fixture
def events(aws: Aws) -> str:
    """A delivery stream of the order service's topic, with a queue and a topic of its own."""
    name = f"events-{uuid.uuid4().hex[:8]}"
    topology = load_topology()
    declared = topology.delivery_streams["domain-events"]
    sources = msgspec.structs.replace(declared.sources, topics=(name,))
    own = msgspec.structs.replace(declared, sources=sources)
    aws.sns.create_topic(Name=name)
    if STAGING_BUCKET not in [each["Name"] for each in aws.s3.list_buckets()["Buckets"]]:
        aws.s3.create_bucket(Bucket=STAGING_BUCKET, CreateBucketConfiguration=HERE)
    provision_streams(only(topology, name, own), aws)
    return name


def only(topology: Topology, name: str, delivery_stream: Any) -> Topology:
    return msgspec.structs.replace(topology, streams={}, delivery_streams={name: delivery_stream})


def pump_of(
    name: str, lake: Lake, sources: tuple[RecordSource, ...], function: Function, **changes: Any
) -> Pump:
    declared = load_topology().delivery_streams[name]
    stream = DeliveryStream(target_of(name, declared), sources, function, lake.put, 0.0)
    return Pump(replace(stream, **changes), FrozenClock(collected().received_at))


def click_pump(aws: Aws, lake: Lake, stream: str, checkpoints: Path, **changes: Any) -> Pump:
    source = KinesisSource(aws.kinesis, stream, Checkpoints(checkpoints))
    function = changes.pop("function", None) or InProcess("", "", clickstream.to_row, lake)
    return pump_of("clickstream", lake, (source,), function, **changes)


def clicks(count: int, start: int = 0) -> list[CollectedEvent]:
    return [
        collected({"id": f"{EVENT_ID[:-6]}{number:06x}", "quantity": number})
        for number in range(start, start + count)
    ]


def put(aws: Aws, stream: str, *contents: bytes) -> None:
    records = [
        {"Data": content, "PartitionKey": str(number)} for number, content in enumerate(contents)
    ]
    assert aws.kinesis.put_records(StreamName=stream, Records=records)["FailedRecordCount"] == 0


def drain(pump: Pump, done: Callable[[], bool]) -> None:
    """Let the pump work until it is done, without waiting between its steps."""
    for _ in range(50):
        pump.step(STOPPED)
        if done():
            return
    raise AssertionError("it did not get done")


STOPPED = threading.Event()
STOPPED.set()


def test_what_is_put_into_the_stream_is_read_from_the_lake(
    aws: Aws, lake: Lake, stream: str, tmp_path: Path
) -> None:
    sent = clicks(40)
    put(aws, stream, *map(msgspec.json.encode, sent))

    drain(click_pump(aws, lake, stream, tmp_path / "c.json"), lambda: len(lake.rows()) == 40)

    rows = {row["event_id"]: row for row in lake.rows()}
    assert set(rows) == {each.event.id for each in sent}
    for each in sent:
        row = rows[each.event.id]
        assert (row["quantity"], row["path"]) == (each.event.quantity, each.event.path)
        assert row["received_at"] == each.received_at.replace(tzinfo=None)
    prefix = "raw/clickstream/event_type=product_viewed/dt=2026-03-02/clickstream-1-"
    assert all(key.startswith(prefix) and key.endswith(".parquet") for key in lake.objects())


def test_a_bad_record_lies_under_errors_with_its_reason(
    aws: Aws, lake: Lake, stream: str, tmp_path: Path
) -> None:
    put(aws, stream, msgspec.json.encode(clicks(1)[0]), b'{"no":"click"}')

    drain(click_pump(aws, lake, stream, tmp_path / "c.json"), lambda: len(lake.objects()) == 2)

    assert len(lake.rows()) == 1
    [error] = lake.errors()
    assert (error["reason"], error["data"]) == ("invalid", "eyJubyI6ImNsaWNrIn0=")
    assert any(key.startswith("errors/clickstream/dt=20") for key in lake.objects())


def test_what_the_function_could_not_keep_is_kept_by_firehose(
    aws: Aws, lake: Lake, stream: str, tmp_path: Path
) -> None:
    function = InProcess("", "", clickstream.to_row, storage=None)
    put(aws, stream, b'{"no":"click"}')

    pump = click_pump(aws, lake, stream, tmp_path / "c.json", function=function)
    drain(pump, lambda: bool(lake.objects()))

    assert lake.objects()[0].startswith("errors/clickstream/processing-failed/dt=2026-03-02/")
    [error] = lake.errors()
    assert error["errorCode"] == "Lambda.ProcessingFailedStatus"
    assert error["rawData"] == "eyJubyI6ImNsaWNrIn0="


def test_a_pump_that_dies_with_a_full_buffer_loses_nothing(
    aws: Aws, lake: Lake, stream: str, tmp_path: Path
) -> None:
    checkpoints = tmp_path / "c.json"
    first = clicks(10)
    put(aws, stream, *map(msgspec.json.encode, first))
    drain(click_pump(aws, lake, stream, checkpoints), lambda: len(lake.rows()) == 10)
    put(aws, stream, *map(msgspec.json.encode, clicks(10, start=10)))
    dying = click_pump(aws, lake, stream, checkpoints, seconds=60.0)
    dying.step(STOPPED)  # has read what nobody has written

    assert len(lake.rows()) == 10
    drain(click_pump(aws, lake, stream, checkpoints), lambda: len(lake.rows()) == 20)
    assert sorted(row["quantity"] for row in lake.rows()) == list(range(20))


def test_a_delivery_that_fails_half_way_is_made_again(
    aws: Aws, lake: Lake, stream: str, tmp_path: Path
) -> None:
    function = InProcess("", "", clickstream.to_row, lake)
    pump = click_pump(aws, lake, stream, tmp_path / "c.json", function=function)
    put(aws, stream, *map(msgspec.json.encode, clicks(3)))
    function.away.set()
    with pytest.raises(NotReachedError):
        drain(pump, lambda: False)
    assert not (tmp_path / "c.json").exists()

    function.away.clear()
    drain(pump, lambda: bool(lake.rows()))

    assert sorted(row["quantity"] for row in lake.rows()) == [0, 1, 2]


def test_a_pump_that_is_told_to_stop_delivers_first(
    aws: Aws, lake: Lake, stream: str, tmp_path: Path
) -> None:
    put(aws, stream, msgspec.json.encode(clicks(1)[0]))
    pump = click_pump(aws, lake, stream, tmp_path / "c.json", seconds=60.0)
    pump.step(STOPPED)

    pump.close()

    assert len(lake.rows()) == 1


def event_pump(aws: Aws, lake: Lake, name: str) -> Pump:
    queue = aws.sqs.get_queue_url(QueueName=stand_in_queue(name))["QueueUrl"]
    sources = (QueueRecordSource(aws.sqs, queue), DirectSource(aws.s3, name))
    function = InProcess("", "", domain_events.to_row, lake)
    return pump_of("domain-events", lake, sources, function)


def test_what_services_publish_is_read_from_the_lake(aws: Aws, lake: Lake, events: str) -> None:
    document = envelope(order_placed())
    topic = f"arn:aws:sns:{REGION}:{ACCOUNT}:{events}"
    for _ in range(12):
        aws.sns.publish(TopicArn=topic, Message=json.dumps(document))

    drain(event_pump(aws, lake, events), lambda: len(lake.rows()) == 12)

    row = lake.rows()[0]
    assert row["order_placed_v1"] == document["data"]
    assert json.loads(row["data"]) == document["data"]
    assert (row["origin"], row["payment_closed_v1"]) == ("live", None)
    assert lake.objects()[0].startswith("raw/domain_events/event_type=order.placed.v1/dt=20")


def test_what_is_put_directly_is_delivered_once(aws: Aws, lake: Lake, events: str) -> None:
    contents = [
        json.dumps(envelope(order_placed(), origin="replay", id=f"evt-{number}")).encode()
        for number in range(30)
    ]
    for content in contents:
        aws.firehose.put_record_batch(DeliveryStreamName=events, Records=[{"Data": content}])
    pump = event_pump(aws, lake, events)

    drain(pump, lambda: len(lake.rows()) >= 30)
    pump.step(STOPPED)
    pump.step(STOPPED)

    assert sorted(row["event_id"] for row in lake.rows()) == sorted(
        f"evt-{number}" for number in range(30)
    )
    assert {row["origin"] for row in lake.rows()} == {"replay"}
