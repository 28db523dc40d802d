"""Every region of every environment is watched, and the right people hear of the right things."""

from typing import Any

import pytest

from tests.infra.terraform import plan, resources
from tests.infra.watched import document

REGIONS = ("prod.tfvars", "prod.standby.tfvars", "dev.tfvars")
ALARMS = document("alarms")["alarms"]
TOPOLOGY = document("topology")


def planned(var_file: str, kind: str) -> dict[str, Any]:
    """Resources of a type by what stands between the last brackets of their address."""
    return {
        address.rsplit('["', 1)[-1].removesuffix('"]'): each["values"]
        for address, each in resources(plan("region", var_file)).items()
        if each["type"] == kind
    }


def alarms(var_file: str) -> dict[str, Any]:
    found = resources(plan("region", var_file)).items()
    return {
        address.split('"')[1]: each["values"]
        for address, each in found
        if address.startswith("module.alarms.aws_cloudwatch_metric_alarm")
    }


@pytest.mark.parametrize("region", REGIONS)
def test_each_queue_has_its_three_alarms(region: str) -> None:
    found, name = alarms(region), f"mercato-{region.split('.')[0]}"
    for queue in TOPOLOGY["queues"]:
        watched = {
            kind: found[f"{kind}-{queue}"]["dimensions"] for kind in ("queue-age", "queue-depth")
        }
        letters = found[f"dead-letters-{queue}"]["dimensions"]

        assert watched == {kind: {"QueueName": f"{name}-{queue}"} for kind in watched}
        assert letters == {"QueueName": f"{name}-{queue}-dlq"}


@pytest.mark.parametrize("region", REGIONS)
def test_every_alarm_tells_somebody_and_says_what_to_do(region: str) -> None:
    for name, alarm in alarms(region).items():
        assert len(alarm["alarm_actions"]) == 1, name
        assert "Runbook: https://" in alarm["alarm_description"], name
        assert len(alarm["metric_query"]) <= 11, f"{name}: ten metrics, and what is made of them"


@pytest.mark.parametrize("region", REGIONS)
def test_nothing_that_production_is_watched_for_is_missing(region: str) -> None:
    found = alarms(region)
    of_one_region = {"aurora_secondary", "table_replicas"}
    missing = [
        name
        for name, alarm in ALARMS.items()
        if alarm.get("scope") != "global"
        and alarm["of"] not in of_one_region
        and not any(each == name or each.startswith(f"{name}-") for each in found)
    ]

    assert "dev" in region or not missing, missing


def test_replication_is_watched_from_where_it_arrives() -> None:
    lag = {"aurora-global-lag", "aurora-global-rpo"}

    assert lag <= set(alarms("prod.standby.tfvars"))
    assert not lag & set(alarms("prod.tfvars"))
    assert "dynamodb-replication-carts" in alarms("prod.tfvars")


def test_a_standby_is_silent_about_serving_and_about_nothing_else() -> None:
    serving = {name for name, alarm in ALARMS.items() if alarm.get("serving_only")}
    for name, alarm in alarms("prod.standby.tfvars").items():
        is_about_serving = any(name == each or name.startswith(f"{each}-") for each in serving)

        assert alarm["actions_enabled"] is not is_about_serving, name
    assert all(alarm["actions_enabled"] for alarm in alarms("prod.tfvars").values())


def test_promises_are_alarms_in_production_and_in_both_of_its_regions() -> None:
    regional = [name for name, slo in document("slo")["slos"].items() if slo["scope"] == "region"]
    wanted = {f"{name}-{severity}" for name in regional for severity in ("page", "ticket")}

    for region in ("prod.tfvars", "prod.standby.tfvars"):
        assert set(planned(region, "aws_cloudwatch_composite_alarm")) == wanted
    assert planned("dev.tfvars", "aws_cloudwatch_composite_alarm") == {}


@pytest.mark.parametrize("region", REGIONS)
def test_what_is_counted_in_logs_is_counted_where_they_are_written(region: str) -> None:
    environment = region.split(".")[0]
    filters = planned(region, "aws_cloudwatch_log_metric_filter")

    assert set(filters) == set(document("alarms")["log_metrics"])
    for name, each in filters.items():
        (counted,) = each["metric_transformation"]
        assert counted["namespace"] == f"Mercato/{environment}"
        if name != "SlowQueries":
            assert each["log_group_name"] == f"/mercato/{environment}/services"


@pytest.mark.parametrize("region", REGIONS)
def test_logs_of_the_cluster_end_and_are_encrypted(region: str) -> None:
    groups = planned(region, "aws_cloudwatch_log_group")

    for name in ("services", "cluster-metrics"):
        assert groups[name]["retention_in_days"] > 0
        assert groups[name].get("kms_key_id", "known when applied")
