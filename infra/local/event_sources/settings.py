"""What the event sources work from: the topology, and where its functions and AWS are."""

from pathlib import Path

from contracts.lake_schema import RAW_TABLES
from infra.local.engines import REGION
from infra.local.environment import ACCOUNT, Environment, bucket_name, load_environment
from infra.local.event_sources.functions import Function
from infra.local.event_sources.queues import Mapping
from infra.local.firehose.delivery import Put, Target
from infra.local.firehose.pump import DeliveryStream
from infra.local.firehose.sources import (
    Checkpoints,
    DirectSource,
    KinesisSource,
    QueueRecordSource,
    RecordSource,
)
from infra.local.provision import Aws
from infra.local.provision_streams import stand_in_queue
from infra.local.topology import DeliveryStream as Declared


def read_environment() -> Environment:
    """The platform that EDGE_PORT and MERCATO_HOME point to."""
    return load_environment()


def mappings_of(environment: Environment) -> tuple[Mapping, ...]:
    """A mapping for each queue that a function serves."""
    return tuple(
        Mapping(
            queue=name,
            url=_queue_url(environment, name),
            arn=f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}",
            function=Function(environment.url_of(queue.consumer), queue.handler),
        )
        for name, queue in environment.topology.queues.items()
        if queue.handler is not None
    )


def delivery_streams_of(environment: Environment, aws: Aws) -> tuple[DeliveryStream, ...]:
    """Every delivery stream of the topology, ready to work."""
    return tuple(
        DeliveryStream(
            target=target_of(name, declared),
            sources=_sources_of(environment, aws, name, declared),
            function=Function(environment.url_of(declared.transform), declared.handler),
            put=_writer(aws, bucket_name(declared.bucket)),
            seconds=declared.buffer.local_seconds,
        )
        for name, declared in environment.topology.delivery_streams.items()
    )


def target_of(name: str, declared: Declared) -> Target:
    """Where a delivery stream's rows go; the raw table is named like their prefix."""
    function = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{declared.transform}"
    stream = declared.sources.stream
    return Target(
        stream=name,
        table=RAW_TABLES[Path(declared.prefix).name],
        prefix=declared.prefix,
        error_prefix=declared.error_prefix,
        function_arn=f"{function}-{declared.handler}",
        source_arn=stream and f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/{stream}",
    )


def _sources_of(
    environment: Environment, aws: Aws, name: str, declared: Declared
) -> tuple[RecordSource, ...]:
    if declared.sources.stream is not None:
        checkpoints = Checkpoints(environment.home / "event-sources" / f"{name}.json")
        return (KinesisSource(aws.kinesis, declared.sources.stream, checkpoints),)
    queue = _queue_url(environment, stand_in_queue(name))
    return (QueueRecordSource(aws.sqs, queue), DirectSource(aws.s3, name))


def _writer(aws: Aws, bucket: str) -> Put:
    def put(key: str, content: bytes) -> None:
        aws.s3.put_object(Bucket=bucket, Key=key, Body=content)

    return put


def _queue_url(environment: Environment, name: str) -> str:
    return f"{environment.engines.aws_endpoint_url}/{ACCOUNT}/{name}"
