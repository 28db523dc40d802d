"""Kinesis and Firehose's front as this machine has them, which moto alone does not."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

import pytest
from botocore.exceptions import ClientError

from infra.local.engines import Engines
from infra.local.provision import Aws
from infra.local.provision_streams import provision_streams
from infra.local.streaming import KEPT_READ
from infra.local.topology import load_topology
from tests.integration.local.streams import put_in_stream, read_stream


@pytest.fixture
def aws(engines: Engines) -> Aws:
    return Aws(engines.aws_endpoint_url)


@pytest.fixture
def stream(aws: Aws) -> str:
    name = f"stream-{uuid.uuid4().hex[:8]}"
    aws.kinesis.create_stream(StreamName=name, ShardCount=1)
    return name


def test_records_that_many_put_at_once_are_all_kept(aws: Aws, stream: str) -> None:
    batches = [[f"{batch}-{number}" for number in range(20)] for batch in range(20)]
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda names: put_in_stream(aws, stream, *names), batches))

    assert len(set(chain.from_iterable(numbers))) == 400
    assert sorted(read_stream(aws, stream)) == sorted(chain.from_iterable(batches))


def test_a_stream_forgets_what_was_read_long_ago_and_nothing_else(aws: Aws, stream: str) -> None:
    names = [str(number) for number in range(KEPT_READ + 500)]
    for start in range(0, len(names), 500):
        put_in_stream(aws, stream, *names[start : start + 500])

    assert read_stream(aws, stream) == names
    put_in_stream(aws, stream, "last")
    assert read_stream(aws, stream) == [*names[-KEPT_READ:], "last"]


def test_nothing_is_put_directly_into_a_delivery_stream_that_reads_from_kinesis(aws: Aws) -> None:
    topology = load_topology()
    for topic in topology.topics:
        aws.sns.create_topic(Name=topic)
    provision_streams(topology, aws)

    with pytest.raises(ClientError, match="KinesisStreamAsSource"):
        aws.firehose.put_record_batch(DeliveryStreamName="clickstream", Records=[{"Data": b"{}"}])


def test_a_direct_put_has_a_limit(aws: Aws) -> None:
    name = f"put-{uuid.uuid4().hex[:8]}"
    destination = {"RoleARN": "arn:aws:iam::123456789012:role/x", "BucketARN": "arn:aws:s3:::x"}
    aws.firehose.create_delivery_stream(
        DeliveryStreamName=name, S3DestinationConfiguration=destination
    )
    with pytest.raises(ClientError, match="500 records"):
        aws.firehose.put_record_batch(DeliveryStreamName=name, Records=[{"Data": b"{}"}] * 501)
