"""Alarms, dashboards and runbooks speak of what there is: of what is told, and of each other."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from infra.cli import COMMANDS
from infra.local.topology import load_topology
from tests.infra.watched import (
    INFRA,
    OWN,
    ROOT,
    RUNBOOKS,
    all_told,
    document,
    metrics_of,
    target_dimensions,
)

ALARMS = document("alarms")["alarms"]
EVENTS = document("alarms")["events"]
SLOS = document("slo")["slos"]
DASHBOARDS = document("dashboards")["dashboards"]
QUERIES = document("log_queries")["queries"]

# Made by another module: the region switch plan needs it.
ELSEWHERE = {"region-…-does-not-serve"}
# AWS's metrics that we look at, by namespace, as AWS's own references name them.
AWS_METRICS = {
    "AWS/CloudFront": "5xxErrorRate 4xxErrorRate OriginLatency CacheHitRate Requests",
    "AWS/WAFV2": "BlockedRequests AllowedRequests",
    "AWS/Route53": "HealthCheckStatus",
    "AWS/CertificateManager": "DaysToExpiry",
    "AWS/ApplicationELB": "RequestCount TargetResponseTime HealthyHostCount UnHealthyHostCount "
    "HTTPCode_ELB_5XX_Count HTTPCode_Target_5XX_Count HTTPCode_Target_4XX_Count",
    "AWS/ApiGateway": "Count Latency 5XXError",
    "AWS/Lambda": "Errors Throttles Duration ConcurrentExecutions",
    "AWS/EC2": "CPUUtilization",
    "AWS/SNS": "NumberOfNotificationsFailed",
    "AWS/SQS": "ApproximateAgeOfOldestMessage ApproximateNumberOfMessagesVisible",
    "AWS/RDS": "CPUUtilization FreeableMemory DatabaseConnections DiskQueueDepth Deadlocks "
    "AuroraReplicaLagMaximum AuroraGlobalDBReplicationLag AuroraGlobalDBRPOLag CommitLatency "
    "CommitThroughput",
    "AWS/DynamoDB": "ReadThrottleEvents WriteThrottleEvents SystemErrors ReplicationLatency "
    "ConsumedReadCapacityUnits ConsumedWriteCapacityUnits",
    "AWS/ElastiCache": "EngineCPUUtilization DatabaseMemoryUsagePercentage Evictions "
    "ReplicationLag CacheHits CacheMisses",
    "AWS/ES": "ClusterStatus.red ClusterStatus.yellow FreeStorageSpace JVMMemoryPressure "
    "ClusterIndexWritesBlocked CPUUtilization SearchLatency",
    "AWS/Kinesis": "WriteProvisionedThroughputExceeded ReadProvisionedThroughputExceeded "
    "GetRecords.IteratorAgeMilliseconds IncomingRecords",
    "AWS/Firehose": "DeliveryToS3.DataFreshness DeliveryToS3.Success FailedConversion.Records",
    "AWS/SES": "Reputation.BounceRate Reputation.ComplaintRate",
    "AWS/Cognito": "SignInThrottles TokenRefreshThrottles",
}
# Metric math that an alarm may hold: no SEARCH, and nothing that makes several series.
MATH = re.compile(r"^[\w\s.,()+*/<>=-]+$")


def root_of(entry: Any) -> str:
    return {"global": "global", "region": "region"}[entry.get("scope", "region")]


def lines_of(dashboard: Any) -> list[Any]:
    return [line for graph in dashboard["graphs"] for line in graph["lines"]]


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_is_of_a_kind_of_which_its_root_knows_the_targets(name: str) -> None:
    assert ALARMS[name]["of"] in target_dimensions(root_of(ALARMS[name]))


def test_every_metric_of_ours_that_is_watched_is_told_with_just_these_dimensions(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told, wrong = all_told(capsys), []
    watched = [
        (name, root_of(alarm), alarm["of"], metric)
        for name, alarm in ALARMS.items()
        for metric in metrics_of(alarm)
    ]
    watched += [
        (name, root_of(dashboard), line["of"], line)
        for name, dashboard in DASHBOARDS.items()
        for line in lines_of(dashboard)
    ]
    for where, root, kind, metric in watched:
        if metric["namespace"] == OWN:
            wanted = target_dimensions(root)[kind] | set(metric.get("dimensions", {}))
            if wanted not in told.get(metric["name"], set()):
                wrong.append(f"{where}: {metric['name']} by {sorted(wanted)}")

    assert not wrong, "\n".join(wrong)


def test_every_metric_of_awss_that_is_watched_exists() -> None:
    watched = [metric for alarm in ALARMS.values() for metric in metrics_of(alarm)]
    watched += [line for dashboard in DASHBOARDS.values() for line in lines_of(dashboard)]
    watched += [
        each for slo in SLOS.values() for each in slo["measure"].get("metrics", {}).values()
    ]
    unknown = {
        (each["namespace"], each["name"])
        for each in watched
        if each["namespace"] != OWN
        and each["name"] not in AWS_METRICS.get(each["namespace"], "").split()
    }

    assert not unknown


def test_every_queue_has_alarms_on_age_depth_and_what_was_given_up() -> None:
    text = (INFRA / "terraform" / "region" / "observability.tf").read_text("utf-8")
    by_kind = {
        kind: {metrics_of(alarm)[0]["name"] for alarm in ALARMS.values() if alarm["of"] == kind}
        for kind in ("queues", "dead_letter_queues")
    }

    assert by_kind["queues"] == {
        "ApproximateAgeOfOldestMessage",
        "ApproximateNumberOfMessagesVisible",
    }
    assert by_kind["dead_letter_queues"] == {"ApproximateNumberOfMessagesVisible"}
    for kind, output in (
        ("queues", "queue_names"),
        ("dead_letter_queues", "dead_letter_queue_names"),
    ):
        assert re.search(rf"{kind} += {{ for name, queue in module.messaging.{output} :", text)


@pytest.mark.parametrize("name", ALARMS)
def test_cloudwatch_would_take_the_alarm(name: str) -> None:
    alarm = ALARMS[name]
    looks_back = alarm["period"] * alarm.get("evaluation_periods", 1)

    assert len(metrics_of(alarm)) <= 10
    assert looks_back <= (86_400 if alarm["period"] < 3600 else 604_800)
    assert alarm.get("datapoints", 1) <= alarm.get("evaluation_periods", 1)
    assert MATH.match(alarm.get("expression", "x"))
    for metric in alarm.get("metrics", {}):
        assert re.match(r"^[a-z]\w*$", metric), "an id begins with a small letter"
        assert re.search(rf"\b{metric}\b", alarm["expression"]), f"{metric} is not looked at"


@pytest.mark.parametrize("name", [*ALARMS, *EVENTS, *SLOS])
def test_an_alarm_has_a_runbook_that_names_it(name: str) -> None:
    entry = {**ALARMS, **EVENTS, **SLOS}[name]
    page = (RUNBOOKS / entry["runbook"]).read_text("utf-8")

    assert name in _named(page) or name in SLOS, f"{entry['runbook']} does not name {name}"


def _named(page: str) -> set[str]:
    """The alarms in a page's ``**Alarms:**`` paragraph."""
    paragraph = re.search(r"\*\*Alarms:\*\*(.*?)\n\n", page, re.DOTALL)
    return set(re.findall(r"`([^`]+)`", paragraph[1])) if paragraph else set()


@pytest.mark.parametrize("path", sorted(RUNBOOKS.glob("*.md")), ids=lambda path: path.stem)
def test_a_runbook_names_alarms_and_pages_that_exist(path: Path) -> None:
    page = path.read_text("utf-8")
    for name in _named(page):
        if name.endswith("-"):  # several promises that begin alike
            assert any(slo.startswith(name) for slo in SLOS), name
        elif name not in ELSEWHERE and not name.startswith("lambda-errors-"):
            assert name in ALARMS or name in EVENTS or name in SLOS, f"there is no alarm {name}"
    for link in re.findall(r"\]\(([\w./-]+\.md)\)", page):
        assert (path.parent / link).is_file(), f"there is no {link}"


def test_every_runbook_is_in_the_index() -> None:
    index = (RUNBOOKS / "README.md").read_text("utf-8")
    missing = [
        path.name
        for path in RUNBOOKS.glob("*.md")
        if path.name != "README.md" and path.name not in index
    ]

    assert not missing


def test_runbooks_ask_queries_that_are_saved() -> None:
    text = "\n".join(path.read_text("utf-8") for path in RUNBOOKS.glob("*.md"))
    asked = set(re.findall(r"[Qq]uery (?:of \S+ )?`([a-z-]+)`", text))

    assert asked <= set(QUERIES)
    unasked = {name for name in QUERIES if f"`{name}`" not in text}
    assert not unasked, "a query that no runbook asks"


def test_what_is_counted_and_asked_in_logs_is_what_the_code_says() -> None:
    sources = "\n".join(path.read_text("utf-8") for path in (ROOT / "core_services").rglob("*.py"))
    patterns = [each["pattern"] for each in document("alarms")["log_metrics"].values()]
    said = {
        text
        for pattern in [*patterns, *(query["query"] for query in QUERIES.values())]
        for text in re.findall(r'(?:message|code) (?:=|in) \[?"([^"]+)"', pattern)
    }

    assert said, "nothing was found: this test proves nothing"
    assert {text for text in said if f'"{text}"' not in sources} == set()


def test_a_function_is_reported_at_four_fifths_of_its_timeout() -> None:
    alarm, wrong = ALARMS["lambda-near-timeout"], []
    for app in (
        "edge_api/bff",
        "edge_api/notifications",
        "edge_api/backoffice",
        "pipelines/ingestion",
    ):
        config = json.loads((ROOT / app / ".chalice" / "config.json").read_text("utf-8"))
        for handler, each in _function_configs(config).items():
            limit = alarm["thresholds"].get(f"{app.split('/')[1]}-{handler}", alarm["threshold"])
            if limit != each["lambda_timeout"] * 800:
                wrong.append(f"{app} {handler}: {limit} ms of {each['lambda_timeout']} s")

    assert not wrong, "\n".join(wrong)


def _function_configs(config: Any) -> dict[str, Any]:
    """The functions' settings: of the application, or of its first stage."""
    stages = [config, *config.get("stages", {}).values()]
    return next((each["lambda_functions"] for each in stages if "lambda_functions" in each), {})


@pytest.mark.parametrize(
    "path",
    sorted((INFRA / "terraform" / "environments").glob("*.tfvars")),
    ids=lambda path: path.name,
)
def test_an_environment_says_something_only_about_alarms_that_exist(path: Path) -> None:
    text = path.read_text("utf-8")
    block = re.search(r"observability\s*= \{.*?\n\}", text, re.DOTALL)
    for listed in re.findall(r"skipped_alarms\s*= \[(.*?)\]", block[0] if block else "", re.DOTALL):
        assert set(re.findall(r'"([\w-]+)"', listed)) <= set(ALARMS)
    for listed in re.findall(r"thresholds\s*= \{(.*?)\}", block[0] if block else "", re.DOTALL):
        assert set(re.findall(r"([\w-]+)\s*=", listed)) <= set(ALARMS)


def test_every_topic_queue_stream_and_table_is_on_a_dashboard() -> None:
    kinds = {line["of"] for dashboard in DASHBOARDS.values() for line in lines_of(dashboard)}

    assert load_topology().queues, "the topology is there"
    assert {
        *("topics", "queues", "dead_letter_queues", "streams", "delivery_streams", "tables"),
        *("services", "target_groups", "functions", "apis", "outboxes", "aurora_writer"),
        *("cache_nodes", "search_domain", "distribution", "web_acl"),
    } <= kinds


def test_runbooks_give_commands_that_exist() -> None:
    given = {
        command
        for path in RUNBOOKS.glob("*.md")
        for command in re.findall(r"(?m)(?:^\s*|`)mercato ([a-z-]+)", path.read_text("utf-8"))
    }

    assert given, "nothing was found: this test proves nothing"
    assert given <= set(COMMANDS)
