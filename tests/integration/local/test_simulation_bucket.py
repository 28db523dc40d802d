"""Simulated objects in a bucket of S3."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import boto3
import pytest

from infra.local.engines import REGION, Engines
from infra.local.environment import AWS_KEYS
from infra.ops.simulation.deposit import Bucket, Deposit, clear
from infra.ops.simulation.rows import LakeObject

LIVE = "raw/domain_events/event_type=order.paid.v1/dt=2026-03-22/domain-events-1.parquet"


def made(day: str, content: bytes) -> LakeObject:
    key = f"raw/domain_events/event_type=order.paid.v1/dt={day}/simulated.parquet"
    return LakeObject(key, content, 1)


@pytest.fixture
def s3(engines: Engines) -> Any:
    return boto3.client(
        "s3",
        endpoint_url=engines.aws_endpoint_url,
        region_name=REGION,
        aws_access_key_id=AWS_KEYS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=AWS_KEYS["AWS_SECRET_ACCESS_KEY"],
    )


@pytest.fixture
def name(s3: Any) -> Iterator[str]:
    """A bucket that holds one real object."""
    name = f"lake-{uuid4().hex[:12]}"
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_object(Bucket=name, Key=LIVE, Body=b"real")
    yield name
    assert s3.get_object(Bucket=name, Key=LIVE)["Body"].read() == b"real"


def keys(s3: Any, name: str) -> set[str]:
    return {each["Key"] for each in s3.list_objects_v2(Bucket=name)["Contents"]}


def test_a_bucket_gets_what_is_new_once_and_loses_what_is_stale(s3: Any, name: str) -> None:
    bucket = Bucket(s3, name)
    with Deposit(bucket) as first:
        for object_ in (made("2026-03-20", b"a"), made("2026-03-21", b"b")):
            first.add(object_)
    with Deposit(bucket) as second:
        for object_ in (made("2026-03-21", b"b"), made("2026-03-22", b"c")):
            second.add(object_)
    assert (first.written, second.written) == (2, 1)
    assert second.stale == [made("2026-03-20", b"").key]
    assert keys(s3, name) == {LIVE, made("2026-03-21", b"").key, made("2026-03-22", b"").key}


def test_clearing_a_bucket_leaves_what_is_real(s3: Any, name: str) -> None:
    bucket = Bucket(s3, name)
    with Deposit(bucket) as deposit:
        deposit.add(made("2026-03-20", b"a"))
    assert clear(bucket) == [made("2026-03-20", b"").key]
    assert keys(s3, name) == {LIVE}
