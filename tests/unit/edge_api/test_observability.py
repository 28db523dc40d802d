"""A request leaves one line, with metrics that belong to the environment it was answered in."""

import json
from types import SimpleNamespace
from typing import Any

import pytest

from edge_api.chassis.observability import observe


def observed(status: int, capsys: pytest.CaptureFixture[str]) -> Any:
    request: Any = SimpleNamespace(method="GET", path="/api/pages/product/{slug}", headers={})
    answer: Any = SimpleNamespace(status_code=status, headers={})
    observe(request, lambda _: answer)
    (line,) = [line for line in capsys.readouterr().out.splitlines() if '"_aws"' in line]
    return json.loads(line)


def test_metrics_belong_to_the_environment(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ENVIRONMENT", "stage")
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "bff")

    (told,) = observed(200, capsys)["_aws"]["CloudWatchMetrics"]

    assert told["Namespace"] == "Mercato/stage"
    assert set(told["Dimensions"][0]) == {"service", "operation"}


@pytest.mark.parametrize(("status", "faults"), [(200, 0), (404, 0), (503, 1)])
def test_only_our_own_errors_are_faults(
    status: int, faults: int, capsys: pytest.CaptureFixture[str]
) -> None:
    line = observed(status, capsys)

    assert line["Fault"] == [faults]
    assert line["operation"] == "GET /api/pages/product/{slug}"
