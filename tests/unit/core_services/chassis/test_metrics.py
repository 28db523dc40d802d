"""Two environments that share an account and a region do not share metrics."""

import pytest

from core_services.chassis import metrics


def test_metrics_belong_to_the_environment_that_the_process_runs_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(metrics, "_namespace", "Mercato/local")
    metrics.configure("stage")

    line = metrics.embed({}, service="cart", metrics={"Fault": (1, "Count")}, operation="read_cart")

    assert line["_aws"]["CloudWatchMetrics"] == [
        {
            "Namespace": "Mercato/stage",
            "Dimensions": [["service", "operation"]],
            "Metrics": [{"Name": "Fault", "Unit": "Count"}],
        }
    ]
    assert (line["service"], line["operation"], line["Fault"]) == ("cart", "read_cart", 1)
