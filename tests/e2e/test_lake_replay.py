"""All outboxes told again, by the command that operators use, on the whole platform."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO

import asyncpg
import pyarrow.parquet as pq

from infra.local.demo.seed import s3_of
from infra.local.engines import base_environment
from infra.local.environment import REPOSITORY, Environment, bucket_name
from infra.ops.lake.replaying import replayers
from infra.ops.shopper import Json, Shopper

PATIENCE_SECONDS = 60


class Lake:
    """The domain events of the raw zone; each file is read once."""

    def __init__(self, environment: Environment) -> None:
        self._s3 = s3_of(environment)
        self._read: dict[str, set[str]] = {}

    def told_again(self) -> set[str]:
        """The ids of the events that a replay brought."""
        for key in self._keys():
            if key not in self._read:
                self._read[key] = self._ids(key)
        return set().union(*self._read.values())

    def _keys(self) -> Iterator[str]:
        pages = self._s3.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=bucket_name("lake"), Prefix="raw/domain_events/"):
            yield from (each["Key"] for each in page.get("Contents", ()))

    def _ids(self, key: str) -> set[str]:
        content = self._s3.get_object(Bucket=bucket_name("lake"), Key=key)["Body"].read()
        rows = pq.read_table(BytesIO(content), columns=["event_id", "origin"]).to_pylist()
        return {row["event_id"] for row in rows if row["origin"] == "replay"}


async def outbox(environment: Environment, service: str) -> list[str]:
    """The ids of all events that the service ever told."""
    url = environment.engines.postgres_url(service, role=service).replace("+asyncpg", "")
    connection = await asyncpg.connect(url)
    try:
        return [row[0] for row in await connection.fetch("SELECT event_id FROM outbox")]
    finally:
        await connection.close()


async def test_what_is_told_again_reaches_the_lake_whole(
    stocked_platform: Environment, shopper: Shopper, variant: Json
) -> None:
    order = await shopper.buy(variant["sku"])
    await shopper.pay(await shopper.start_payment(order["id"]))
    await shopper.order_when(order["id"], "paid")
    told = {
        event
        for service in replayers(stocked_platform.topology)
        for event in await outbox(stocked_platform, service)
    }

    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "infra.cli", "lake", "replay"],
        cwd=REPOSITORY,
        env=base_environment() | {"MERCATO_HOME": str(stocked_platform.home)},
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert done.returncode == 0, done.stderr
    assert "events told again" in done.stderr
    deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
    lake = Lake(stocked_platform)
    while not told <= lake.told_again():
        assert asyncio.get_running_loop().time() < deadline
        await asyncio.sleep(0.5)
