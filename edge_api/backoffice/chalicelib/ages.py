"""How long the oldest message of each queue has waited: CloudWatch knows, SQS does not tell."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from contracts.clock import Clock
from edge_api.chassis.observability import log

_LOOK_BACK = timedelta(minutes=10)  # SQS reports once a minute, a few minutes late
_PERIOD_SECONDS = 60


def oldest_seconds(queues: Iterable[str], cloudwatch: Any, clock: Clock) -> dict[str, int]:
    """The newest measurement of each queue that has one; none where nobody measures."""
    from botocore.exceptions import BotoCoreError, ClientError

    names, now = list(queues), clock.now()
    try:
        answer = cloudwatch.get_metric_data(
            MetricDataQueries=[_query(number, name) for number, name in enumerate(names)],
            StartTime=now - _LOOK_BACK,
            EndTime=now,
            ScanBy="TimestampDescending",
        )
    except (BotoCoreError, ClientError) as error:
        log.warning("CloudWatch cannot be asked", reason=type(error).__name__)
        return {}
    return {
        names[int(each["Id"].removeprefix("q"))]: int(each["Values"][0])
        for each in answer["MetricDataResults"]
        if each["Values"]
    }


def _query(number: int, queue: str) -> dict[str, Any]:
    metric = {
        "Namespace": "AWS/SQS",
        "MetricName": "ApproximateAgeOfOldestMessage",
        "Dimensions": [{"Name": "QueueName", "Value": queue}],
    }
    return {
        "Id": f"q{number}",
        "MetricStat": {"Metric": metric, "Period": _PERIOD_SECONDS, "Stat": "Maximum"},
    }
