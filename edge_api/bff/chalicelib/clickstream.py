"""Kinesis behind the BFF: a batch of records, of which only those are sent again that failed."""

import random
import time
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from contracts.errors import DeadlineError, UnavailableError
from edge_api.chassis.deadline import Deadline
from edge_api.chassis.observability import log

from .settings import Settings

_ATTEMPTS = 4
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 1.0
_ATTEMPT_SECONDS = 0.5  # with less time left, another attempt is not begun
# Anything else is a mistake of ours, which trying again does not mend.
_PASSING = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "InternalFailure",
        "InternalFailureException",
        "KMSThrottlingException",
        "LimitExceededException",
        "RequestTimeout",
        "ServiceUnavailable",
        "ThrottlingException",
    }
)


class NotTakenError(UnavailableError):
    """Some records were not taken, in the time and the attempts that there are."""


class ClickstreamStream:
    """The stream of what visitors do. boto3 is the runtime's, and loaded by the first batch."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def put(self, records: Sequence[bytes], partition_key: str, deadline: Deadline) -> None:
        """Hand records to Kinesis: at most 500, and 5 MB with their keys.

        Raises:
            NotTakenError: when some were not taken; the others were.
        """
        pending = [{"Data": record, "PartitionKey": partition_key} for record in records]
        for attempt in range(_ATTEMPTS):
            if attempt and not _waited(attempt, deadline):
                break
            pending = self._attempt(pending)
            if not pending:
                return
        raise NotTakenError(
            f"{len(pending)} of {len(records)} events could not be taken; send all of them again.",
            retry_after=2,
        )

    def _attempt(self, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Those of ``records`` that were not taken."""
        from botocore.exceptions import ClientError, HTTPClientError
        from botocore.exceptions import ConnectionError as UnreachedError

        try:
            answer = self._kinesis.put_records(
                StreamName=self._settings.clickstream_stream, Records=records
            )
        except ClientError as error:
            if _code(error) not in _PASSING:
                raise
            log.warning("a batch was not taken", reason=_code(error))
            return records
        except (HTTPClientError, UnreachedError) as error:
            log.warning("the stream was not reached", reason=type(error).__name__)
            return records
        results = zip(records, answer["Records"], strict=True)
        return [record for record, result in results if result.get("ErrorCode")]

    @cached_property
    def _kinesis(self) -> Any:
        from boto3.session import Session
        from botocore.config import Config

        patience = Config(connect_timeout=1.0, read_timeout=2.0, retries={"total_max_attempts": 1})
        return Session().client(
            "kinesis",
            region_name=self._settings.aws_region,
            endpoint_url=self._settings.aws_endpoint_url,
            config=patience,
        )


def _waited(attempt: int, deadline: Deadline) -> bool:
    """Pause before another attempt; False when there is no time for one."""
    longest = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2**attempt)
    pause = random.uniform(0, longest)  # noqa: S311 - spreads retries, no secret
    try:
        if deadline.remaining() < pause + _ATTEMPT_SECONDS:
            return False
    except DeadlineError:
        return False
    time.sleep(pause)
    return True


def _code(error: Any) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))
