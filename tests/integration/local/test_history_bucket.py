"""Imports of history in a bucket."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import boto3
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from contracts.clock import FrozenClock
from contracts.ids import new_event_id
from infra.local.engines import Engines
from infra.ops.history.load import Importer, Options
from infra.ops.history.mapping import OWN
from infra.ops.history.places import ROOT, Bucket
from infra.ops.history.staging import Summary


class Deaf:
    def progress(self, file: str, position: int, lines: int) -> None: ...

    def finding(self, finding: Any) -> None:
        raise AssertionError(finding)


@pytest.fixture
def bucket(engines: Engines) -> tuple[Any, str]:
    s3 = boto3.client(
        "s3",
        endpoint_url=engines.aws_endpoint_url,
        region_name="eu-west-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    name = f"history-{new_event_id()}"
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    return s3, name


def load(place: Bucket, name: str, path: Path, amount: str) -> Summary:
    path.write_text(
        f"order_id,placed_at,currency,sku,quantity,total\n1,2024-03-31,EUR,CUP,1,{amount}\n"
    )
    options = Options(
        name=name, shop=name, mapping=OWN, constants={}, zone=UTC, customer_key=b"k" * 32
    )
    clock = FrozenClock(datetime(2026, 3, 2, 12, 0, tzinfo=UTC))
    return Importer(options, clock, Deaf()).load([path], place)


def test_an_import_is_one_object_that_is_replaced_listed_and_removed(
    bucket: tuple[Any, str], tmp_path: Path
) -> None:
    s3, name = bucket
    place = Bucket(s3, name)
    load(place, "a", tmp_path / "a.csv", "1")
    other = load(place, "b", tmp_path / "b.csv", "2")
    newer = load(place, "a", tmp_path / "c.csv", "3.5")

    assert list(place.imports()) == [("a", newer), ("b", other)]
    keys = [each["Key"] for each in s3.list_objects_v2(Bucket=name)["Contents"]]
    assert keys == [f"{ROOT}/import_name={each}/lines.parquet" for each in ("a", "b")]
    content = s3.get_object(Bucket=name, Key=keys[0])["Body"].read()
    assert pq.read_table(pa.BufferReader(content))["total"].to_pylist() == [Decimal("3.5000")]

    assert place.remove("a")
    assert not place.remove("a")
    assert [each for each, _ in place.imports()] == ["b"]
