"""A release is stopped by what wakes somebody, and by what begins to ring meanwhile."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3

from infra.local.engines import Engines
from infra.ops.release import alarms_against


def cloudwatch(engines: Engines) -> Any:
    return boto3.client(
        "cloudwatch",
        region_name="eu-central-1",
        endpoint_url=engines.aws_endpoint_url,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


def put(client: Any, name: str, topic: str, state: str) -> None:
    client.put_metric_alarm(
        AlarmName=name,
        Namespace="Mercato",
        MetricName="Requests",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
        AlarmActions=[f"arn:aws:sns:eu-central-1:123456789012:{topic}"],
    )
    client.set_alarm_state(AlarmName=name, StateValue=state, StateReason="a test")


def test_an_alarm_that_rings_and_would_wake_somebody_stops_a_release(engines: Engines) -> None:
    client, name = cloudwatch(engines), f"mercato-{uuid.uuid4().hex}-"
    put(client, f"{name}checkout", "alarms-page", "ALARM")
    put(client, f"{name}quiet", "alarms-page", "OK")
    put(client, f"{name}tomorrow", "alarms-ticket", "ALARM")
    put(client, f"other-{name}shop", "alarms-page", "ALARM")

    later = datetime.now(UTC) + timedelta(minutes=1)
    assert alarms_against(client, name, later) == [f"{name}checkout"]


def test_an_alarm_that_begins_to_ring_stops_a_release_where_nobody_is_woken(
    engines: Engines,
) -> None:
    client, name = cloudwatch(engines), f"mercato-{uuid.uuid4().hex}-"
    before = datetime.now(UTC) - timedelta(minutes=1)
    put(client, f"{name}tomorrow", "alarms-ticket", "ALARM")
    put(client, f"{name}quiet", "alarms-ticket", "OK")

    assert alarms_against(client, name, before) == [f"{name}tomorrow"]
