"""What infra/*.yaml say about watching, and what the code really tells."""

import ast
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
INFRA = ROOT / "infra"
RUNBOOKS = ROOT / "docs" / "runbooks"
OWN = "Mercato"

Emitted = dict[str, set[frozenset[str]]]
"""A metric's name, and the sets of dimensions that it is told with."""


@cache
def document(name: str) -> Any:
    """One of the files that say what is watched, such as ``alarms``."""
    return yaml.safe_load((INFRA / f"{name}.yaml").read_text("utf-8"))


def metrics_of(alarm: Any) -> list[Any]:
    """What an alarm looks at."""
    return [alarm["metric"]] if "metric" in alarm else list(alarm["metrics"].values())


@cache
def target_dimensions(root: str) -> dict[str, set[str]]:
    """Kind -> the dimensions that its targets have, as a root's observability.tf writes them."""
    text = (INFRA / "terraform" / root / "observability.tf").read_text("utf-8")
    block = text.split("  targets = {\n", 1)[1].split("\n  }\n", 1)[0]
    kinds = re.split(r"(?m)^    (?=[a-z_]+ += )", block)
    return {
        kind.split()[0]: set(re.findall(r'[{,(]\s*"?([A-Za-z][\w.]*)"?\s*= ', _values(kind)))
        for kind in kinds
        if kind.strip()
    }


def _values(kind: str) -> str:
    """The innermost objects: what stands behind a target's name."""
    return " ".join(re.findall(r"\{[^{}]*\}", re.sub(r"\$\{[^{}]*\}", "", kind)))


def services_tell() -> Emitted:
    """What the services write with ``metrics.embed``, found in their source."""
    told: Emitted = defaultdict(set)
    for path in (ROOT / "core_services").rglob("*.py"):
        for call in _calls(path, "embed"):
            keywords = {each.arg: each.value for each in call.keywords if each.arg}
            metrics = keywords.pop("metrics", None)
            if isinstance(metrics, ast.Dict):
                for key in metrics.keys:
                    assert isinstance(key, ast.Constant), f"{path}: a name that nobody can look up"
                    told[str(key.value)].add(frozenset(keywords))
    return told


def _calls(path: Path, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            called = node.func
            if getattr(called, "attr", getattr(called, "id", "")) == name:
                yield node


def functions_tell(capsys: pytest.CaptureFixture[str]) -> Emitted:
    """What the functions write when they do something, recorded."""
    capsys.readouterr()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("POWERTOOLS_SERVICE_NAME", "recorded")
        _handle_a_request()
        _handle_a_batch()
        _take_clickstream()
        _transform_a_batch()
    told: Emitted = defaultdict(set)
    for line in capsys.readouterr().out.splitlines():
        for each in json.loads(line).get("_aws", {}).get("CloudWatchMetrics", ()):
            for metric in each["Metrics"]:
                told[metric["Name"]] |= {frozenset(names) for names in each["Dimensions"]}
    return told


def _handle_a_request() -> None:
    from edge_api.chassis.observability import observe

    request: Any = SimpleNamespace(method="GET", path="/api/pages/home", headers={})
    answer: Any = SimpleNamespace(status_code=200, headers={})
    observe(request, lambda _: answer)


def _handle_a_batch() -> None:
    from edge_api.notifications.chalicelib.batches import handle_batch

    deps: Any = SimpleNamespace()
    context = SimpleNamespace(
        function_name="on_order_events", get_remaining_time_in_millis=lambda: 20_000
    )
    record = {
        "messageId": "1",
        "body": "{}",
        "eventSource": "aws:sqs",
        "attributes": {"SentTimestamp": "1767225600000", "ApproximateReceiveCount": "1"},
    }
    handle_batch({"Records": [record]}, context, deps, lambda *_: None)


def _take_clickstream() -> None:
    from edge_api.bff.chalicelib import events

    for call in _calls(Path(events.__file__), "_count"):
        name = call.args[0]
        assert isinstance(name, ast.Constant)
        events._count(str(name.value), 1)


def _transform_a_batch() -> None:
    from pipelines.ingestion.chalicelib.handlers import handle

    record = {
        "recordId": "1",
        "data": "bm90IGFuIGV2ZW50",
        "approximateArrivalTimestamp": 1767225600000,
    }
    event: Any = {"invocationId": "1", "records": [record]}

    def refuse(*_: Any) -> Any:
        from pipelines.ingestion.chalicelib.firehose import RejectedError

        raise RejectedError("malformed")

    handle(event, "clickstream", refuse, lambda: SimpleNamespace(put_object=lambda **_: None))


def logs_tell() -> Emitted:
    """What is counted in log lines."""
    return {
        name: {frozenset(metric.get("dimensions", {}))}
        for name, metric in document("alarms")["log_metrics"].items()
    }


def cluster_tells() -> Emitted:
    """What the collector of the cluster is told to write."""
    path = INFRA / "gitops" / "platform" / "addons" / "cluster-metrics.yaml"
    config = yaml.safe_load(re.sub(r"\{\{.*?\}\}", "x", path.read_text("utf-8")))["config"]
    wanted = config["processors"]["filter/wanted"]["metrics"]["include"]["metric_names"]
    return {
        name: {
            frozenset(dimensions)
            for declared in config["exporters"]["awsemf"]["metric_declarations"]
            for dimensions in declared["dimensions"]
            if any(re.search(pattern, name) for pattern in declared["metric_name_selectors"])
        }
        for name in wanted
    }


def all_told(capsys: pytest.CaptureFixture[str]) -> Emitted:
    """Every metric of ours."""
    told: Emitted = defaultdict(set)
    for source in (services_tell(), functions_tell(capsys), logs_tell(), cluster_tells()):
        for name, dimensions in source.items():
            told[name] |= dimensions
    return told
