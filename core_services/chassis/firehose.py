"""Puts records into a Firehose delivery stream, all of them or it says so."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any

import stamina
from botocore.exceptions import BotoCoreError, ClientError

_RECORDS_PER_CALL = 500
_BYTES_PER_CALL = 4_000_000  # Firehose takes 4 MiB
_ATTEMPTS = 10
_LONGEST_WAIT_SECONDS = 10.0
# What repeating cannot mend: the stream is not there, or is not ours to write to.
_FINAL = frozenset(
    {
        "ResourceNotFoundException",
        "AccessDeniedException",
        "InvalidArgumentException",
        "InvalidKMSResourceException",
        "UnrecognizedClientException",
        "InvalidClientTokenId",
    }
)


class DeliveryError(Exception):
    """The stream did not take every record; those before it are in."""


class _RefusedError(DeliveryError):
    """Some records were refused, and may be taken a little later."""


class DeliveryStream:
    """One stream. A client without retries of its own belongs here: they are made here."""

    def __init__(self, firehose: Any, name: str) -> None:
        self._firehose = firehose
        self._name = name

    async def put(self, records: Sequence[bytes]) -> None:
        """Put records, in order except for those that had to be repeated.

        Raises:
            DeliveryError: when some are still refused after several attempts.
        """
        for batch in batches(records):
            await self._put_batch(batch)

    async def _put_batch(self, batch: Sequence[bytes]) -> None:
        waiting = batch
        async for attempt in stamina.retry_context(
            on=_RefusedError,
            attempts=_ATTEMPTS,
            timeout=None,
            wait_initial=0.1,
            wait_max=_LONGEST_WAIT_SECONDS,
            wait_jitter=0.5,
        ):
            with attempt:
                waiting, reason = await asyncio.to_thread(self._put_once, waiting)
                if waiting:
                    raise _RefusedError(f"{len(waiting)} records were refused: {reason}")

    def _put_once(self, records: Sequence[bytes]) -> tuple[list[bytes], str]:
        """The records that were not taken, and why."""
        try:
            answer = self._firehose.put_record_batch(
                DeliveryStreamName=self._name, Records=[{"Data": record} for record in records]
            )
        except ClientError as error:
            if error.response["Error"]["Code"] in _FINAL:
                raise DeliveryError(str(error)) from error
            return list(records), str(error)
        except BotoCoreError as error:
            return list(records), str(error)
        if not answer["FailedPutCount"]:
            return [], ""
        outcomes = list(zip(records, answer["RequestResponses"], strict=True))
        reasons = {each["ErrorCode"] for _, each in outcomes if "ErrorCode" in each}
        refused = [record for record, each in outcomes if "ErrorCode" in each]
        return refused, ", ".join(sorted(reasons))


def batches(records: Sequence[bytes]) -> Iterator[list[bytes]]:
    """Groups within Firehose's limits of records and bytes."""
    batch: list[bytes] = []
    size = 0
    for record in records:
        if batch and (len(batch) == _RECORDS_PER_CALL or size + len(record) > _BYTES_PER_CALL):
            yield batch
            batch, size = [], 0
        batch.append(record)
        size += len(record)
    if batch:
        yield batch
