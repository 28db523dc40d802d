"""The outbox told again: all of it, in order, to the lake's stream and to nobody else."""

import asyncio
import contextlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from contracts.clock import FrozenClock
from contracts.events import EVENT_TYPES, decode
from contracts.events.order import ORDER_CANCELLED, OrderCancelled
from contracts.ids import new_event_id
from core_services.chassis import outbox, replay
from core_services.chassis.aws import SnsPublisher
from core_services.chassis.database import create_engine, transaction
from core_services.chassis.firehose import DeliveryError, DeliveryStream
from core_services.chassis.outbox import Relay
from core_services.chassis.replay import Period, Progress
from core_services.chassis.settings import OutboxSettings, Secret
from infra.local.engines import Engines
from infra.local.firehose.records import Record
from infra.local.firehose.sources import STAGING_BUCKET, staged_records

HOUR = timedelta(hours=1)


class FakeStream(DeliveryStream):
    """Remembers every record; refuses all of them after so many calls."""

    def __init__(self, calls: int = 1_000) -> None:
        self.records: list[bytes] = []
        self._calls = calls

    async def put(self, records: Any) -> None:
        self._calls -= 1
        if self._calls < 0:
            raise DeliveryError("The stream is full.")
        self.records += records

    @property
    def subjects(self) -> list[str]:
        return [decode(record, EVENT_TYPES).subject for record in self.records]


async def append(conn: AsyncConnection, clock: FrozenClock, subject: str) -> str:
    data = OrderCancelled(
        order_id=subject, number="1", customer_id="c", reason="expired", was_paid=False
    )
    return await outbox.append(
        conn, ORDER_CANCELLED, subject=subject, version=1, data=data, clock=clock
    )


async def write(database: AsyncEngine, clock: FrozenClock, count: int, start: int = 0) -> list[str]:
    subjects = [f"ord_{number}" for number in range(start, start + count)]
    async with transaction(database) as conn:
        for subject in subjects:
            await append(conn, clock, subject)
    return subjects


async def test_every_event_is_told_again_in_order_and_says_so(
    database: AsyncEngine, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay, "PAGE", 7)
    subjects = await write(database, clock, 30)
    stream, heard = FakeStream(), list[Progress]()

    done = await replay.replay(database, stream, Period(), heard.append)

    assert stream.subjects == subjects
    assert all(record.endswith(b"\n") and record.count(b"\n") == 1 for record in stream.records)
    envelopes = [json.loads(record) for record in stream.records]
    assert {envelope["origin"] for envelope in envelopes} == {"replay"}
    assert all({"id", "type", "subject", "version", "time", "data"} < set(e) for e in envelopes)
    assert [progress.events for progress in heard] == [7, 14, 21, 28, 30]
    assert heard[-1] == done
    assert (done.share, done.bytes) == (1.0, sum(map(len, stream.records)))


async def test_an_event_that_commits_late_is_waited_for(
    database: AsyncEngine, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks, look = list[frozenset[str]](), replay._writers

    async def look_and_remember(engine: AsyncEngine) -> frozenset[str]:
        looks.append(await look(engine))
        return looks[-1]

    monkeypatch.setattr(replay, "_writers", look_and_remember)
    stream = FakeStream()
    async with transaction(database) as late:
        await append(late, clock, "ord_late")
        await write(database, clock, 3)  # committed, with higher numbers
        replaying = asyncio.create_task(replay.replay(database, stream, Period()))
        while len(looks) < 3:
            await asyncio.sleep(0.02)
        assert stream.records == []

    await replaying
    assert stream.subjects == ["ord_late", "ord_0", "ord_1", "ord_2"]


async def test_a_writer_that_never_ends_is_named_and_nothing_is_sent(
    database: AsyncEngine, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay, "_PATIENCE_SECONDS", 0.2)
    stream = FakeStream()
    async with transaction(database) as endless:
        await append(endless, clock, "ord_late")

        with pytest.raises(replay.BusyOutboxError, match="pg_stat_activity"):
            await replay.replay(database, stream, Period())

    assert stream.records == []


async def test_a_period_is_found_without_reading_what_lies_before_it(
    database: AsyncEngine, clock: FrozenClock
) -> None:
    start = clock.now()
    for number in range(40):
        await write(database, clock, 1, start=number)
        clock.advance(HOUR)
    stream = FakeStream()

    await replay.replay(database, stream, Period(start=start + 10 * HOUR, end=start + 13 * HOUR))

    assert stream.subjects == ["ord_10", "ord_11", "ord_12"]
    first, last = await replay._range(database, Period(start=start + 10 * HOUR))
    assert (first, last) == (11, 40)
    assert await replay._range(database, Period(end=start + 13 * HOUR)) == (1, 15)


async def test_rows_whose_times_contradict_their_numbers_are_in_their_period(
    database: AsyncEngine, clock: FrozenClock
) -> None:
    noon = clock.now()
    for minutes in (-30, -3, 2, -1, 1, 30):
        await write(database, FrozenClock(noon + timedelta(minutes=minutes)), 1, start=minutes)
    stream = FakeStream()

    await replay.replay(database, stream, Period(start=noon, end=noon + HOUR / 4))

    assert stream.subjects == ["ord_2", "ord_1"]


async def test_what_broke_off_goes_on_where_it_stopped(
    database: AsyncEngine, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay, "PAGE", 4)
    subjects = await write(database, clock, 10)
    broken, heard = FakeStream(calls=2), list[Progress]()
    with pytest.raises(DeliveryError):
        await replay.replay(database, broken, Period(), heard.append)
    rest = FakeStream()

    await replay.replay(database, rest, Period(after=heard[-1].seq))

    assert broken.subjects + rest.subjects == subjects


async def test_an_empty_outbox_is_told_again_at_once(database: AsyncEngine) -> None:
    done = await replay.replay(database, FakeStream(), Period())
    assert (done.events, done.bytes) == (0, 0)


class Lake:
    """A stream of the local AWS, and a topic with a queue."""

    def __init__(self, aws: Callable[[str], Any]) -> None:
        self._s3, self._sqs, firehose, sns = aws("s3"), aws("sqs"), aws("firehose"), aws("sns")
        self.name = f"replay-{new_event_id()}"
        with contextlib.suppress(self._s3.exceptions.BucketAlreadyOwnedByYou):
            self._s3.create_bucket(
                Bucket=STAGING_BUCKET,
                CreateBucketConfiguration={"LocationConstraint": "eu-west-1"},
            )
        destination = {
            "RoleARN": "arn:aws:iam::123456789012:role/firehose",
            "BucketARN": f"arn:aws:s3:::{STAGING_BUCKET}",
        }
        firehose.create_delivery_stream(
            DeliveryStreamName=self.name, ExtendedS3DestinationConfiguration=destination
        )
        self.topic_arn: str = sns.create_topic(Name=self.name)["TopicArn"]
        self._queue_url = self._sqs.create_queue(QueueName=self.name)["QueueUrl"]
        queue_arn = f"arn:aws:sqs:eu-west-1:123456789012:{self.name}"
        sns.subscribe(TopicArn=self.topic_arn, Protocol="sqs", Endpoint=queue_arn)
        self.publisher = SnsPublisher(sns, self.topic_arn)

    def delivered(self) -> list[dict[str, Any]]:
        """What was put into the stream."""
        listed = self._s3.list_objects_v2(Bucket=STAGING_BUCKET, Prefix=f"{self.name}/")
        keys = [each["Key"] for each in listed.get("Contents", [])]
        return [json.loads(record.data) for key in keys for record in self._records(key)]

    def _records(self, key: str) -> list[Record]:
        body = self._s3.get_object(Bucket=STAGING_BUCKET, Key=key)["Body"].read()
        return staged_records(key, body)

    def heard(self) -> int:
        """How many messages wait in the queue."""
        answer = self._sqs.get_queue_attributes(
            QueueUrl=self._queue_url, AttributeNames=["ApproximateNumberOfMessages"]
        )
        return int(answer["Attributes"]["ApproximateNumberOfMessages"])


async def test_no_consumer_hears_what_is_told_again(
    database: AsyncEngine,
    clock: FrozenClock,
    aws: Callable[[str], Any],
    settings: Callable[[AsyncEngine, str], OutboxSettings],
    capsys: pytest.CaptureFixture[str],
) -> None:
    lake = Lake(aws)
    await write(database, clock, 12)
    relay = Relay(database, lake.publisher, clock)
    await relay.relay_once()
    assert lake.heard() == 12
    before = await outbox_rows(database)

    await replay.command("order")(settings(database, lake.name), [])

    assert len(lake.delivered()) == 12
    assert {event["origin"] for event in lake.delivered()} == {"replay"}
    assert await outbox_rows(database) == before  # published once, and not to be published again
    assert await relay.relay_once() == 0
    assert lake.heard() == 12
    assert "order: 12 events told again" in capsys.readouterr().err


async def test_a_stream_that_is_not_there_ends_the_command_with_a_hint(
    database: AsyncEngine,
    clock: FrozenClock,
    settings: Callable[[AsyncEngine, str], OutboxSettings],
) -> None:
    await write(database, clock, 1)
    with pytest.raises(SystemExit, match=r"ResourceNotFoundException[\s\S]*--after 0"):
        await replay.command("order")(settings(database, "nowhere"), ["--from", "2026-03-01"])


async def test_a_database_that_is_gone_ends_the_command_with_a_hint(
    engines: Engines, settings: Callable[[AsyncEngine, str], OutboxSettings]
) -> None:
    nowhere = create_engine(engines.postgres_url().replace(f":{engines.ports.postgres}", ":1"))
    with pytest.raises(SystemExit, match=r"database cannot be reached[\s\S]*--after 0"):
        await replay.command("order")(settings(nowhere, "nowhere"), [])


@pytest.mark.parametrize("arguments", [["--from", "yesterday"], ["--until", "2026-03-01"]])
async def test_a_command_line_that_is_not_understood_sends_nothing(
    database: AsyncEngine,
    settings: Callable[[AsyncEngine, str], OutboxSettings],
    arguments: list[str],
) -> None:
    with pytest.raises(SystemExit, match="2"):
        await replay.command("order")(settings(database, "nowhere"), arguments)


async def outbox_rows(database: AsyncEngine) -> list[Any]:
    async with database.connect() as conn:
        rows = await conn.execute(sa.select(outbox.TABLE).order_by(outbox.TABLE.c.seq))
        return [tuple(row) for row in rows]


@pytest.fixture
def settings(
    engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> Callable[[AsyncEngine, str], OutboxSettings]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")

    def make(database: AsyncEngine, stream: str) -> OutboxSettings:
        return OutboxSettings(
            environment="test",
            port=0,
            aws_region="eu-west-1",
            aws_endpoint_url=engines.aws_endpoint_url,
            cognito_issuer="",
            cognito_jwks_url="",
            cognito_client_id="",
            guest_session_secret=Secret(""),
            service_token_secret=Secret(""),
            database_url=Secret(database.url.render_as_string(hide_password=False)),
            domain_events_delivery_stream=stream,
        )

    return make
