"""Creates the topology's streams on the local AWS: Kinesis, and what stands in for Firehose.

moto's topics cannot deliver to Firehose. Instead of their subscriptions a queue hears them all,
whole and raw as Firehose would; it is a detail of this machine and in no topology.
"""

from typing import Any, Protocol

from infra.local.engines import REGION
from infra.local.environment import ACCOUNT
from infra.local.firehose.sources import STAGING_BUCKET
from infra.local.topology import DeliveryStream, Stream, Topology

# Hidden for as long as a delivery may take; a pump that was killed finds it again after that.
_HIDDEN_SECONDS = 30
_KEPT_SECONDS = 1_209_600
_ROLE = f"arn:aws:iam::{ACCOUNT}:role/firehose"


class StreamClients(Protocol):
    """The boto3 clients that are needed here."""

    sns: Any
    sqs: Any
    s3: Any
    kinesis: Any
    firehose: Any


def provision_streams(topology: Topology, aws: StreamClients) -> None:
    """Create what is not there yet; nothing is dropped."""
    for name, stream in topology.streams.items():
        _create_stream(aws, name, stream)
    for name, delivery in topology.delivery_streams.items():
        _create_delivery_stream(aws, name, delivery)
        if delivery.sources.topics:
            _listen(aws, name, delivery.sources.topics)


def stand_in_queue(delivery_stream: str) -> str:
    """The queue that hears a delivery stream's topics."""
    return f"firehose-{delivery_stream}"


def _create_stream(aws: StreamClients, name: str, stream: Stream) -> None:
    try:
        aws.kinesis.create_stream(StreamName=name, StreamModeDetails={"StreamMode": "ON_DEMAND"})
    except aws.kinesis.exceptions.ResourceInUseException:
        return
    if stream.retention_hours > 24:
        aws.kinesis.increase_stream_retention_period(
            StreamName=name, RetentionPeriodHours=stream.retention_hours
        )


def _create_delivery_stream(aws: StreamClients, name: str, delivery: DeliveryStream) -> None:
    source: dict[str, Any] = {"DeliveryStreamType": "DirectPut"}
    if delivery.sources.stream is not None:
        arn = f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/{delivery.sources.stream}"
        source = {
            "DeliveryStreamType": "KinesisStreamAsSource",
            "KinesisStreamSourceConfiguration": {"KinesisStreamARN": arn, "RoleARN": _ROLE},
        }
    destination = {"RoleARN": _ROLE, "BucketARN": f"arn:aws:s3:::{STAGING_BUCKET}"}
    try:
        aws.firehose.create_delivery_stream(
            DeliveryStreamName=name, S3DestinationConfiguration=destination, **source
        )
    except aws.firehose.exceptions.ResourceInUseException:
        return


def _listen(aws: StreamClients, name: str, topics: tuple[str, ...]) -> None:
    queue = stand_in_queue(name)
    url = aws.sqs.create_queue(QueueName=queue)["QueueUrl"]
    attributes = {
        "VisibilityTimeout": str(_HIDDEN_SECONDS),
        "MessageRetentionPeriod": str(_KEPT_SECONDS),
    }
    aws.sqs.set_queue_attributes(QueueUrl=url, Attributes=attributes)
    for topic in topics:
        arn = aws.sns.subscribe(
            TopicArn=f"arn:aws:sns:{REGION}:{ACCOUNT}:{topic}",
            Protocol="sqs",
            Endpoint=f"arn:aws:sqs:{REGION}:{ACCOUNT}:{queue}",
            ReturnSubscriptionArn=True,
        )["SubscriptionArn"]
        aws.sns.set_subscription_attributes(
            SubscriptionArn=arn, AttributeName="RawMessageDelivery", AttributeValue="true"
        )
