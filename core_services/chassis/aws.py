"""boto3 clients with our timeouts, and the SNS publisher. Calls block: run them in a thread."""

import asyncio
from collections.abc import Sequence
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from core_services.chassis.outbox import OutboxRow, PublishError
from core_services.chassis.settings import ServiceSettings

_SNS_BATCH_ENTRIES = 10
_SNS_BATCH_BYTES = 250_000


def client(
    service: str, settings: ServiceSettings, *, read_timeout: float = 5.0, attempts: int = 3
) -> Any:
    """A client for an AWS service, at the endpoint that the settings name or at AWS."""
    return boto3.client(
        service,
        region_name=settings.aws_region,
        endpoint_url=settings.aws_endpoint_url,
        config=Config(
            connect_timeout=2.0,
            read_timeout=read_timeout,
            retries={"mode": "standard", "total_max_attempts": attempts},
            max_pool_connections=20,
        ),
    )


class SnsPublisher:
    """Publishes outbox rows to one topic, with the event's type as a filterable attribute."""

    def __init__(self, sns: Any, topic_arn: str) -> None:
        self._sns = sns
        self._topic_arn = topic_arn

    async def publish(self, rows: Sequence[OutboxRow]) -> set[str]:
        """The ids of the events that the topic accepted.

        Raises:
            PublishError: when the topic could not be reached at all.
        """
        accepted: set[str] = set()
        for batch in _batches(rows):
            accepted |= await asyncio.to_thread(self._publish_batch, batch)
        return accepted

    def _publish_batch(self, rows: Sequence[OutboxRow]) -> set[str]:
        entries = [
            {
                "Id": str(index),
                "Message": row.payload.decode(),
                "MessageAttributes": {
                    "event_type": {"DataType": "String", "StringValue": row.type}
                },
            }
            for index, row in enumerate(rows)
        ]
        try:
            answer = self._sns.publish_batch(
                TopicArn=self._topic_arn, PublishBatchRequestEntries=entries
            )
        except (BotoCoreError, ClientError) as error:
            raise PublishError(str(error)) from error
        return {rows[int(entry["Id"])].event_id for entry in answer.get("Successful", ())}


def _batches(rows: Sequence[OutboxRow]) -> list[list[OutboxRow]]:
    """Groups within SNS's limits of entries and bytes."""
    batches: list[list[OutboxRow]] = [[]]
    size = 0
    for row in rows:
        full = len(batches[-1]) == _SNS_BATCH_ENTRIES or size + len(row.payload) > _SNS_BATCH_BYTES
        if batches[-1] and full:
            batches.append([])
            size = 0
        batches[-1].append(row)
        size += len(row.payload)
    return batches
