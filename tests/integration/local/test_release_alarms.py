"""Whoever releases watches the alarms that would wake somebody, and no others."""

import uuid
from typing import Any

import boto3

from infra.local.engines import Engines
from infra.ops.release import paging_alarms


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

    assert paging_alarms(client, name) == [f"{name}checkout"]
