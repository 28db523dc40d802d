"""Metrics in CloudWatch's embedded metric format, carried by the log lines themselves.

The same format as Powertools writes in the Lambdas, so one set of alarms serves both.
"""

import time
from collections.abc import Mapping
from typing import Any

from core_services.chassis.settings import Environment

_namespace = "Mercato/local"


def configure(environment: Environment) -> None:
    """Say whose metrics this process writes: two environments may share an account and region."""
    global _namespace
    _namespace = f"Mercato/{environment}"


def embed(
    fields: dict[str, Any],
    *,
    service: str,
    metrics: Mapping[str, tuple[float, str]],
    **dimensions: str,
) -> dict[str, Any]:
    """The fields plus an EMF block. ``metrics`` maps a name to (value, CloudWatch unit)."""
    return {
        **fields,
        **dimensions,
        **{name: value for name, (value, _) in metrics.items()},
        "service": service,
        "_aws": {
            "Timestamp": int(time.time() * 1000),
            "CloudWatchMetrics": [
                {
                    "Namespace": _namespace,
                    "Dimensions": [["service", *dimensions]],
                    "Metrics": [
                        {"Name": name, "Unit": unit} for name, (_, unit) in metrics.items()
                    ],
                }
            ],
        },
    }
