"""From a page and from a service to a row of the lake, through everything that is in between."""

import asyncio
import base64
import gzip
import io
import json
import os
import signal
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pyarrow as pa
from pyarrow import parquet

from infra.local.environment import Environment, bucket_name
from infra.local.provision import Aws
from infra.local.state import StateFile
from infra.ops.shopper import Json
from tests.e2e.conftest import Visitors

PATIENCE = 60.0
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC).isoformat()


def batch(session: str, ids: list[str]) -> Json:
    events = [
        {"id": each, "type": "page_viewed", "occurred_at": NOW, "path": "/about"} for each in ids
    ]
    return {
        "consent": True,
        "sent_at": NOW,
        "visitor_id": session,
        "session_id": session,
        "events": events,
    }


def new_ids(count: int) -> list[str]:
    return [str(uuid.uuid4()) for _ in range(count)]


class RawZone:
    """The Parquet of one event type, as it is now."""

    def __init__(self, platform: Environment, table: str, event_type: str) -> None:
        self._s3 = Aws(platform.engines.aws_endpoint_url).s3
        self._prefix = f"raw/{table}/event_type={event_type}/"
        self._read: dict[str, pa.Table] = {}

    def rows(self) -> list[Json]:
        bucket = bucket_name("lake")
        listing = self._s3.list_objects_v2(Bucket=bucket, Prefix=self._prefix)
        for key in (entry["Key"] for entry in listing.get("Contents", [])):
            if key not in self._read:
                content = self._s3.get_object(Bucket=bucket, Key=key)["Body"].read()
                self._read[key] = parquet.read_table(io.BytesIO(content))
        return [row for table in self._read.values() for row in table.to_pylist()]

    async def find(self, wanted: Callable[[Json], bool], count: int = 1) -> list[Json]:
        """The rows that are ``wanted``, when there are as many as expected."""
        async with asyncio.timeout(PATIENCE):
            while True:
                found = [row for row in await asyncio.to_thread(self.rows) if wanted(row)]
                if len({row["event_id"] for row in found}) >= count:
                    return found
                await asyncio.sleep(0.3)


async def tell(platform: Environment, body: Json, **headers: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=platform.edge_url) as http:
        return await http.post("/api/events", json=body, headers=headers)


async def test_what_a_page_tells_is_a_row_of_the_lake(platform: Environment) -> None:
    session, ids = f"visit-{uuid.uuid4().hex}", new_ids(3)

    answer = await tell(platform, batch(session, ids), **{"user-agent": "curl/8.5.0"})

    assert (answer.status_code, answer.json()) == (202, {"accepted": 3})
    clickstream = RawZone(platform, "clickstream", "page_viewed")
    rows = await clickstream.find(lambda row: row["session_id"] == session, 3)
    assert {row["event_id"] for row in rows} == set(ids)
    assert {row["device_class"] for row in rows} == {"bot"}
    assert {row["origin"] for row in rows} == {"live"}


async def test_without_consent_no_row_comes(platform: Environment) -> None:
    session, ids = f"visit-{uuid.uuid4().hex}", new_ids(2)
    refused = batch(session, ids[:1]) | {"consent": False}

    assert (await tell(platform, refused)).json() == {"accepted": 0}
    assert (await tell(platform, batch(session, ids[1:]))).json() == {"accepted": 1}

    clickstream = RawZone(platform, "clickstream", "page_viewed")
    [row] = await clickstream.find(lambda row: row["session_id"] == session)
    assert row["event_id"] == ids[1]


async def test_an_order_is_a_row_of_the_lake(
    stocked_platform: Environment, visitors: Visitors, variant: Json
) -> None:
    shopper = await visitors()
    order = await shopper.buy(variant["sku"])

    events = RawZone(stocked_platform, "domain_events", "order.placed.v1")
    [row] = await events.find(lambda row: row["subject"] == order["id"])

    payload: dict[str, Any] = row["order_placed_v1"]
    assert (payload["total"], payload["currency"]) == (order["total"], order["currency"])
    assert [line["sku"] for line in payload["lines"]] == [variant["sku"]]
    assert (row["source"], row["origin"]) == ("order", "live")


async def test_what_cannot_be_a_row_is_kept_beside_its_reason(platform: Environment) -> None:
    aws, told = Aws(platform.engines.aws_endpoint_url), f"no event {uuid.uuid4()}".encode()
    aws.firehose.put_record(DeliveryStreamName="domain-events", Record={"Data": told})
    aws.kinesis.put_record(StreamName="clickstream", Data=told, PartitionKey="1")

    for stream in ("domain-events", "clickstream"):
        async with asyncio.timeout(PATIENCE):
            while told not in await asyncio.to_thread(rejected, aws.s3, stream):
                await asyncio.sleep(0.3)


def rejected(s3: Any, delivery_stream: str) -> set[bytes]:
    """The records that the transform of this delivery stream would not make rows of."""
    bucket, prefix = bucket_name("lake"), f"errors/{delivery_stream}/"
    keys = [
        each["Key"] for each in s3.list_objects_v2(Bucket=bucket, Prefix=prefix).get("Contents", ())
    ]
    files = (s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys)
    lines = (line for file in files for line in gzip.decompress(file).splitlines())
    return {base64.b64decode(json.loads(line)["data"]) for line in lines}


async def test_killing_what_delivers_loses_nothing(platform: Environment) -> None:
    session, ids = f"visit-{uuid.uuid4().hex}", new_ids(60)
    assert (await tell(platform, batch(session, ids[:30]))).status_code == 202
    await asyncio.sleep(0.7)  # by now they are read, and not yet written

    kill_event_sources(platform)

    assert (await tell(platform, batch(session, ids[30:]))).status_code == 202
    clickstream = RawZone(platform, "clickstream", "page_viewed")
    rows = await clickstream.find(lambda row: row["session_id"] == session, 60)
    assert {row["event_id"] for row in rows} == set(ids)


def kill_event_sources(platform: Environment) -> None:
    state = StateFile(platform.home).read()
    assert state is not None
    pid = next(each.pid for each in state.programs if each.name == "event-sources")
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
